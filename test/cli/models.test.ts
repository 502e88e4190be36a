import assert from "node:assert/strict";
import { test } from "node:test";
import { echo, embedder, speaker } from "../predictor/samples.ts";
import { hearth } from "./world.ts";

const states = {
  "@test/echo": { kind: "absent", bytes: 98_000_000 },
  "@test/embedder": { kind: "partial", done: 45, bytes: 100 },
} as const;

test("models are listed with state, size and licence", async () => {
  const { code, out } = await hearth(["models"], { states });
  assert.equal(code, 0);
  assert.deepEqual(
    out.trimEnd().split("\n").map((line) => line.split(/ {2,}/)), // prettier-ignore
    [
      ["MODEL", "KIND", "STATE", "SIZE", "LICENCE"],
      ["@test/echo", "chat", "not here", "98 MB", "MIT"],
      ["@test/embedder", "embedding", "45 % fetched", "1 kB", "MIT"],
      ["@test/speaker", "speech", "here", "12 MB", "MIT"],
    ],
  );
});

test("models are listed by job, those that are here first, then by size", async () => {
  const predictors = {
    "@test/voice": speaker,
    "@test/large": echo,
    "@test/small": echo,
    "@test/here": echo,
    "@test/rows": embedder,
  };
  const absent = (bytes: number) => ({ kind: "absent", bytes }) as const;
  const given = { "@test/large": absent(9e9), "@test/small": absent(1e6) };
  const { out, err } = await hearth(["models"], { predictors, states: given });
  assert.deepEqual(
    out.trimEnd().split("\n").slice(1).map((line) => line.split(" ")[0]), // prettier-ignore
    ["@test/here", "@test/small", "@test/large", "@test/rows", "@test/voice"],
  );
  assert.match(err, /hearth models show/);
});

test("models --json lists them as data", async () => {
  for (const args of [
    ["models", "--json"],
    ["models", "list", "--json"],
  ]) {
    const list = JSON.parse((await hearth(args, { states })).out) as object[];
    assert.deepEqual(list[0], {
      tag: "@test/echo",
      kind: "chat",
      title: "Title of @test/echo",
      state: "absent",
      bytes: 98_000_000,
      licence: { id: "MIT" },
      languages: ["en"],
    });
  }
});

test("download shows progress on stderr, and keeps stdout for --json", async () => {
  const models = {
    async *install() {
      for (const done of [0, 50, 55, 100]) yield { done, bytes: 100, doing: "model.gguf" };
    },
  };
  const plain = await hearth(["models", "download", "@test/echo"], { models });
  assert.deepEqual([plain.code, plain.out], [0, ""]);
  assert.deepEqual(plain.err.trimEnd().split("\n"), [
    "  0 % model.gguf",
    " 50 % model.gguf",
    "100 % model.gguf",
    "Title of @test/echo is on this machine.",
  ]);
  const { out } = await hearth(["models", "download", "@test/echo", "--json"], { models });
  assert.deepEqual(JSON.parse(out), { tag: "@test/echo", folder: "/models/@test/echo" });
});

test("a download that is stopped says that it can be gone on with", async () => {
  const stop = new AbortController();
  const models = {
    async *install() {
      yield { done: 1, bytes: 100, doing: "model.gguf" };
      stop.abort();
      throw new DOMException("stopped", "AbortError");
    },
  };
  const { code, err } = await hearth(["models", "download", "@test/echo"], {
    models,
    signal: stop.signal,
  });
  assert.equal(code, 130);
  assert.match(err, /What was fetched is kept: run it again/);
});

test("remove deletes the files and says how much room that gave", async () => {
  const removed: string[] = [];
  const models = { remove: async ({ tag }: { tag: string }) => void removed.push(tag) };
  const { code, err } = await hearth(["models", "remove", "@test/speaker"], { models });
  assert.deepEqual([code, removed], [0, ["@test/speaker"]]);
  assert.match(err, /Title of @test\/speaker was removed: 12 MB/);
});

test("show tells of a model whether it fits, how quick it is, and its terms", async () => {
  const { code, out } = await hearth(["models", "show", "@test/echo"], { states });
  assert.equal(code, 0);
  assert.deepEqual(
    out.trimEnd().split("\n").map((line) => line.split(/ {2,}/)), // prettier-ignore
    [
      ["Title of @test/echo: A fake."],
      [""],
      ["tag", "@test/echo"],
      ["for", "chat"],
      ["languages", "en"],
      ["here", "not here"],
      ["size", "98 MB"],
      ["this machine", "fits: 1.1 GB of 16.0 GB; about 24 tokens a second by the processor; conversations up to 16k tokens"], // prettier-ignore
      ["", "recommended: the best for its job that fits and is quick enough here"],
      ["licence", "MIT"],
    ],
  );
  const json = JSON.parse(
    (await hearth(["models", "show", "@test/echo", "--json"], { states })).out,
  );
  assert.deepEqual(
    [json.state, json.bytes, json.recommended, json.forecast.verdict],
    ["absent", 98_000_000, true, "fits"],
  );
});

test("show says by how much a model is too large, and does not recommend it", async () => {
  const machine = { total: 16e9, budget: 8e9 };
  const forecast = { verdict: "tooLarge", memory: 40e9, context: 8192, machine } as const;
  const { out } = await hearth(["models", "show", "@test/echo"], { states, forecast });
  assert.match(out, /this machine {2}does not fit: it needs 40\.0 GB of 16\.0 GB/);
  assert.doesNotMatch(out, /recommended/);
});
