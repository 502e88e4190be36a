import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { isAlive } from "../../src/platform/alive.ts";
import { open, predictorProcess, read, tag, temporary, tinyChat, until } from "./setup.ts";

// many layers make reading slow enough to be worth a file
const model = () =>
  tinyChat({ layers: 40, contextSize: 2048 }, { options: { contextSize: 2048, temperature: 0 } });
const long = "abcd ".repeat(160);
const first = [{ role: "user", content: long }];

/** Asks, then ends the process as an idle one is ended; the folder then has what was kept. */
async function keep(t: TestContext) {
  const opened = open(t, [model()]);
  const folder = join(temporary(t), "conversation.state");
  mkdirSync(folder);
  const ask = async (state_folder = folder) =>
    await read(opened.predictors.run(tag, { messages: first, max_output_tokens: 2, state_folder }));
  const unload = async (): Promise<void> => {
    // a process at work is ended at once
    await until(() => opened.predictors.states().get(tag)?.kind === "ready");
    await opened.predictors.unload(tag);
  };
  const before = await ask();
  await unload();
  return { ...opened, folder, ask, unload, before };
}

const cachedIn = ({ usage }: Awaited<ReturnType<typeof read>>): number =>
  usage?.prompt_tokens_details?.cached_tokens ?? 0;
const files = (folder: string): string[] => readdirSync(folder).sort();

test("a new process goes on with what the one before has read, and says the same", async (t) => {
  const { folder, ask, before } = await keep(t);
  assert.equal(files(folder).length, 2);
  const after = await ask();
  assert.ok(cachedIn(after) > 700, `${cachedIn(after)} tokens were there`);
  assert.equal(cachedIn(before), 0);
  assert.equal(after.text, before.text);
});

test("a question without a folder leaves nothing on the disk", async (t) => {
  const { folder, ask, unload } = await keep(t);
  files(folder).forEach((file) => rmSync(join(folder, file)));
  await ask("");
  await unload();
  assert.deepEqual(files(folder), []);
});

test("of a deleted conversation nothing is written any more", async (t) => {
  const { folder, ask, unload } = await keep(t);
  await ask();
  rmSync(folder, { recursive: true });
  await unload();
  assert.throws(() => statSync(folder), /ENOENT/);
});

test("damaged files are left alone: the answer is the same, only later", async (t) => {
  const { folder, ask, unload, before } = await keep(t);
  const damage = async (change: (state: string, note: string) => void): Promise<void> => {
    const [note = "", state = ""] = files(folder).sort((a, b) => a.length - b.length);
    change(join(folder, state), join(folder, note));
    const after = await ask();
    assert.equal(cachedIn(after), 0);
    assert.equal(after.text, before.text);
    await unload();
    assert.equal(files(folder).length, 2);
  };
  await damage((state) => {
    const bytes = readFileSync(state);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(state, bytes);
  });
  await damage((state) => writeFileSync(state, readFileSync(state).subarray(0, 1000)));
  await damage((state) => rmSync(state));
  await damage((_, note) => writeFileSync(note, "{"));
  await damage((_, note) =>
    writeFileSync(note, JSON.stringify({ state: "../x.state", sha256: "", tokens: [1] })),
  );
});

test("when the editor closes, an idle process still writes down what it has read, and ends", async (t) => {
  const { folder, ask, predictors } = await keep(t);
  files(folder).forEach((file) => rmSync(join(folder, file)));
  await ask();
  const { pid } = await predictors.load(tag);
  await until(() => predictors.states().get(tag)?.kind === "ready");
  predictors.dispose();
  await until(() => !isAlive(pid));
  assert.equal(files(folder).length, 2);
});

/** A parent of a predictor's process, in as few lines as it takes: it loads, asks, and says when the answer is there. */
const parent = (request: object, values: object): string => `
  import { fork } from "node:child_process";
  const child = fork(${JSON.stringify(predictorProcess)}, { serialization: "advanced" });
  const call = (id, method, input) =>
    new Promise((done, fail) => {
      child.on("message", (message) => {
        if (message.id !== id) return;
        if (message.hearth === "done") done();
        if (message.hearth === "fail") fail(new Error(JSON.stringify(message.error)));
      });
      child.send({ hearth: "call", id, method, input });
    });
  await call(1, "load", ${JSON.stringify(request)});
  await call(2, "predict", { values: ${JSON.stringify(values)} });
  process.send(child.pid);
  setInterval(() => {}, 1000);`;

test("when the editor is killed, the process still writes down what it has read, and ends", async (t) => {
  const folder = temporary(t);
  const state_folder = join(folder, "conversation.state");
  mkdirSync(state_folder);
  const { manifest, files: parts } = model();
  for (const [name, data] of Object.entries(parts)) writeFileSync(join(folder, name), data);
  const request = { manifest, folder, cacheFolder: folder, device: "cpu", threads: 1 };
  const values = { messages: first, max_output_tokens: 2, state_folder };
  const script = join(folder, "parent.mjs");
  writeFileSync(script, parent(request, values));
  const editor = spawn(process.execPath, [script], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const pid = await new Promise<number>((resolve) =>
    editor.once("message", (message) => resolve(Number(message))),
  );
  assert.deepEqual(files(state_folder), []);
  editor.kill("SIGKILL");
  await until(() => !isAlive(pid));
  assert.equal(files(state_folder).length, 2);
});
