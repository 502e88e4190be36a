import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { chooseVoice, voicesOf, type Candidate } from "../../src/speech/reader/voice.ts";

function candidate(name: string, over: Partial<Manifest> & { installed?: boolean }): Candidate {
  const { installed = false, ...rest } = over;
  const manifest: Manifest = {
    tag: `@test/${name}`,
    kind: "speech",
    engine: "test",
    title: name,
    description: "",
    licence: { id: "MIT" },
    languages: ["en"],
    files: [],
    memory: 100,
    options: { voices: [`${name}-a`, `${name}-b`] },
    ...rest,
  };
  return { manifest, installed };
}

const auto = { model: "auto", voice: "" };
const choose = (wish: { model: string; voice: string }, ...candidates: Candidate[]) => {
  const { manifest, voice } = chooseVoice(wish, candidates);
  return [manifest.title, voice];
};

test("auto takes the lightest model that is here, and its first voice", () => {
  const heavy = candidate("heavy", { memory: 900, installed: true });
  const light = candidate("light", { memory: 400, installed: true });
  const absent = candidate("absent", { memory: 1 });
  assert.deepEqual(choose(auto, absent, heavy, light), ["light", "light-a"]);
});

test("auto with a voice takes the model that has it", () => {
  const heavy = candidate("heavy", { memory: 900, installed: true });
  const light = candidate("light", { memory: 400, installed: true });
  assert.deepEqual(choose({ model: "auto", voice: "heavy-b" }, light, heavy), ["heavy", "heavy-b"]);
  assert.deepEqual(choose({ model: "auto", voice: "gone" }, light, heavy), ["light", "light-a"]);
});

test("when none is here, one with a clear licence is offered", () => {
  const unclear = candidate("unclear", { licence: { id: "unclear" } });
  const clear = candidate("clear", {});
  assert.deepEqual(choose(auto, unclear, clear), ["clear", "clear-a"]);
  assert.deepEqual(choose(auto, unclear), ["unclear", "unclear-a"]);
});

test("a named model is taken even when another is here", () => {
  const here = candidate("here", { installed: true });
  const other = candidate("other", {});
  assert.deepEqual(choose({ model: "@test/other", voice: "other-b" }, here, other), [
    "other",
    "other-b",
  ]);
});

test("unknown models and voices are refused with the names that there are", () => {
  const one = candidate("one", {});
  assert.throws(() => choose({ model: "@x/y", voice: "" }, one), /"@x\/y".*auto, @test\/one/);
  assert.throws(
    () => choose({ model: "@test/one", voice: "zoe" }, one),
    /no voice "zoe".*one-a, one-b/,
  );
  assert.throws(() => choose(auto), /hearth\.predictors\.folders/);
});

test("a model that names no voices is taken at the word of the setting", () => {
  const own = candidate("own", { options: {} });
  assert.deepEqual(choose({ model: "@test/own", voice: "zoe" }, own), ["own", "zoe"]);
  assert.throws(() => choose({ model: "@test/own", voice: "" }, own), /hearth\.speech\.voice/);
});

test("voices are strings or have a title of their own; anything else is left out", () => {
  const { manifest } = candidate("x", {
    options: {
      voices: [
        "joe",
        "bm_george",
        { id: "af_heart", title: "Heart", grade: "A", language: "en-US", sex: "female" },
        { id: "b", sex: "?" },
        7,
        {},
      ],
    },
  });
  assert.deepEqual(voicesOf(manifest), [
    { id: "joe", title: "Joe" },
    { id: "bm_george", title: "George" },
    { id: "af_heart", title: "Heart", grade: "A", language: "en-US", sex: "female" },
    { id: "b", title: "B" },
  ]);
});
