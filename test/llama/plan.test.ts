import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type Delta, Deltas } from "../../predictors/llama/deltas.ts";
import { readOptions } from "../../predictors/llama/options.ts";
import { pickPlace } from "../../predictors/llama/sequences.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";

test("a conversation that goes on takes its own place", () => {
  const places = [
    { shared: 90, length: 100, lastUsed: 1 },
    { shared: 20, length: 200, lastUsed: 2 },
  ];
  assert.equal(pickPlace(places), 0);
});

test("a new conversation takes the place that was not used for longest, though another shares its beginning", () => {
  const places = [
    { shared: 20, length: 200, lastUsed: 2 },
    { shared: 0, length: 150, lastUsed: 1 },
  ];
  assert.equal(pickPlace(places), 1);
  assert.equal(pickPlace([{ shared: 0, length: 0, lastUsed: 0 }]), 0);
});

test("pieces of an answer travel together for 16 ms, thoughts apart from text", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 1000;
  mock.method(performance, "now", () => now);
  t.after(() => mock.restoreAll());
  const sent: Delta[] = [];
  const deltas = new Deltas((delta) => sent.push(delta));
  deltas.add("reasoning_content", "hm");
  deltas.add("reasoning_content", " so");
  deltas.add("content", "");
  deltas.add("content", "a");
  deltas.add("content", "b");
  assert.deepEqual(sent, [{ reasoning_content: "hm" }, { reasoning_content: " so" }]);
  now += 16;
  t.mock.timers.tick(16);
  assert.deepEqual(sent.at(-1), { content: "ab" });
  deltas.add("content", "c");
  deltas.cancel();
  deltas.flush();
  assert.equal(sent.length, 3);
});

const manifest = (about: Partial<Manifest>): Manifest => ({
  tag: "@test/x",
  kind: "chat",
  engine: "llama",
  title: "X",
  description: "",
  licence: { id: "MIT" },
  languages: [],
  memory: 0,
  files: [
    { name: "readme.md", bytes: 1, sha256: "", sources: [] },
    { name: "x.Q4.GGUF", bytes: 1, sha256: "", sources: [] },
  ],
  options: {},
  ...about,
});

test("options have defaults, and the model file is the one that ends with .gguf", () => {
  const options = readOptions(manifest({ options: { contextSize: 4096 } }));
  assert.equal(options.file, "x.Q4.GGUF");
  assert.equal(options.contextSize, 4096);
  assert.equal(options.sequences, 2);
});

test("options that make no sense and a manifest without a model file are refused", () => {
  assert.throws(
    () => readOptions(manifest({ options: { contextSize: "big" } })),
    /contextSize: "big"/,
  );
  assert.throws(
    () => readOptions(manifest({ options: { file: "../x.gguf" } })),
    /names no GGUF file/,
  );
  assert.throws(() => readOptions(manifest({ files: [] })), /names no GGUF file/);
});
