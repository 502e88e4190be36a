import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import type { Models } from "../../src/models/models.ts";
import { bindPredictor } from "../../src/predictor/contract/bind.ts";
import type { Kind } from "../../src/predictor/contract/define.ts";
import { withRemoteModels } from "../../src/remote/models.ts";
import { toRemotes } from "../../src/remote/remotes.ts";
import { toSignature } from "../../src/remote/signatures.ts";
import { readWav } from "../../src/remote/wav.ts";
import { entry, open, toRemote } from "./setup.ts";

const far = "https://llm.example.com/v1";
const problemsOf = (...entries: readonly object[]): string =>
  toRemotes(entries).problems.join("\n");

test("the signature of every kind keeps the contract", () => {
  for (const kind of ["chat", "embedding", "speech"] satisfies Kind[]) {
    const signature = toSignature(toRemote(entry(far, { kind, voices: ["ada"] })));
    assert.deepEqual(bindPredictor(kind, signature).ok, true, kind);
  }
});

test("a wrong entry is left out and said by name; the others stay", () => {
  const { remotes, problems } = toRemotes([
    entry(far),
    entry(far, { tag: "@a/b", kind: "video" }),
    null,
  ]);
  assert.deepEqual(
    remotes.map(({ tag }) => tag),
    ["@team/chat"],
  );
  assert.match(
    problems[0] ?? "",
    /^hearth\.remotes, @a\/b: kind is one of chat, embedding, speech\.$/,
  );
  assert.match(problems[1] ?? "", /number 3/);
  assert.match(problemsOf(entry(far), entry(far)), /@team\/chat is there twice/);
  assert.match(
    problemsOf(entry(far, { tag: "@hearth/own" })),
    /@hearth is for the models that come/,
  );
  assert.match(problemsOf(entry(far, { kind: "speech" })), /voices lists/);
  assert.equal(toRemotes("nonsense").remotes.length, 0);
});

test("only one's own network may be asked without encryption, and no key stands in an address", () => {
  const near = [
    "127.0.0.1:8000",
    "localhost",
    "10.1.2.3",
    "192.168.0.9",
    "172.20.0.1",
    "gpu",
    "gpu.lan",
  ];
  for (const host of near) assert.equal(problemsOf(entry(`http://${host}/v1`)), "", host);
  for (const host of ["llm.example.com", "8.8.8.8", "172.40.0.1", "10.evil.example.com"])
    assert.match(problemsOf(entry(`http://${host}/v1`)), /by https/, host);
  assert.match(problemsOf(entry("https://key:secret@llm.example.com/v1")), /Set Key/);
  assert.match(problemsOf(entry("file:///etc/passwd")), /by https/);
});

test("offline, nothing leaves the machine, and the message says what to do", async () => {
  const { calls, requests } = open([entry(far)], { offline: () => true });
  const call = { messages: [{ role: "user", content: "Hi." }] } as const;
  const read = async (): Promise<void> => {
    for await (const _ of calls.chat("@team/chat", call));
  };
  await assert.rejects(read(), /hearth\.offline keeps Hearth from asking it/);
  assert.deepEqual(requests, []);
});

test("remote models are listed beside the others, named as remote with their host, and have no files", async () => {
  const change = new Emitter<void>();
  const local = {
    list: async () => [],
    find: async () => undefined,
    onChange: new Emitter<{ tag: string }>().event,
  } as unknown as Models;
  const remotes = [toRemote(entry(far, { title: "Team model" }))];
  const models = withRemoteModels(local, { remotes: () => remotes, onChange: change.event });
  const [listed] = await models.list();
  assert.ok(listed);
  assert.equal(listed.title, "Team model (remote: llm.example.com)");
  assert.deepEqual(await models.find("@team/chat"), listed);
  assert.deepEqual(await models.state(listed), { kind: "installed", bytes: 0 });
  await assert.rejects(
    models.remove(listed),
    /Take @team\/chat out of the setting hearth\.remotes/,
  );
  const heard: string[] = [];
  models.onChange(({ tag }) => heard.push(tag));
  change.fire();
  assert.deepEqual(heard, ["@team/chat"]);
});

test("sound is read in 16 bits and floats, in any number of channels, also with the header of a stream", () => {
  const chunk = (name: string, body: Buffer, size = body.length): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name, "latin1");
    head.writeUInt32LE(size, 4);
    return Buffer.concat([head, body]);
  };
  const wav = (
    [coding = 0, channels = 0, bits = 0]: readonly number[],
    data: Buffer,
    size?: number,
  ) => {
    const format = Buffer.alloc(16);
    for (const [at, value] of [
      [0, coding],
      [2, channels],
      [14, bits],
    ] as const)
      // prettier-ignore
      format.writeUInt16LE(value, at);
    format.writeUInt32LE(16_000, 4);
    const parts = [chunk("fmt ", format), chunk("LIST", Buffer.from("odd")), Buffer.alloc(1)];
    return Buffer.concat([chunk("RIFF", Buffer.from("WAVE")), ...parts, chunk("data", data, size)]);
  };
  const integers = Buffer.from(Int16Array.from([16_384, -16_384, 0, 8192]).buffer);
  const stereo = readWav(wav([1, 2, 16], integers, 0xffffffff));
  assert.deepEqual([stereo?.channels, stereo?.sampleRate], [2, 16_000]);
  assert.deepEqual([...(stereo?.samples ?? [])], [0.5, 0, -0.5, 0.25]);
  const floats = Buffer.from(Float32Array.from([0.5, -1]).buffer);
  assert.deepEqual([...(readWav(wav([3, 1, 32], floats))?.samples ?? [])], [0.5, -1]);
  for (const wrong of [Buffer.from("ID3 an mp3"), Buffer.alloc(0), wav([1, 1, 8], integers)])
    assert.equal(readWav(wrong), undefined);
});
