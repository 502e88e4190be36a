import assert from "node:assert/strict";
import { test } from "node:test";
import { bindSpeech } from "../../src/predictor/contract/bind.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { problemsOf, rulesIn } from "./problems.ts";
import { changed, sounding, speaker, tensor } from "./samples.ts";

const { signature } = speaker;
const { speak } = openCalls(fakePredictors({ "@test/speaker": speaker }));
const hear = (result: unknown) =>
  openCalls(fakePredictors({ "@test/sounding": sounding(result) })).speak("@test/sounding", {
    text: "hello",
    voice: "ada",
  });
const breaks = (rule: string, result: unknown, message: RegExp): Promise<void> =>
  assert.rejects(hear(result), { code: "predictor_failed", rule, message });

test("S1: the text is a required string", () => {
  assert.deepEqual(rulesIn(bindSpeech(changed(signature, "text", { dtype: "list" }))), [
    "S1",
    "S5",
  ]);
  const optional = changed(signature, "text", { optional: true, default: "" });
  assert.deepEqual(rulesIn(bindSpeech(optional)), ["S1"]);
});

test("S2: a voice must be annotated AudioVoice, in today's spelling or the older one", () => {
  const bare = changed(signature, "voice", { denotation: undefined });
  // without an annotation the voice looks like the text, and the text like one input too many
  assert.deepEqual(rulesIn(bindSpeech(bare)), ["S2", "S5"]);
  assert.deepEqual(rulesIn(bindSpeech(changed(signature, "voice", { dtype: "int32" }))), ["S2"]);
  const older = bindSpeech(changed(signature, "voice", { denotation: "audio.voice" }));
  assert.equal(older.ok && older.binding.voice.name, "voice");
});

test("S3: a voice with a default makes the predictor invalid", () => {
  const withDefault = changed(signature, "voice", { optional: true, default: "ada" });
  assert.deepEqual(problemsOf(bindSpeech(withDefault)), [
    {
      rule: "S3",
      parameter: "voice",
      message: "voice has a default; take it away, for callers always name a voice",
    },
  ]);
});

test("S4: voices come from the enumeration; a plain string is allowed", async () => {
  const numbers = changed(signature, "voice", { enumeration: [{ name: "one", value: 1 }] });
  assert.deepEqual(rulesIn(bindSpeech(numbers)), ["S4"]);
  const plain: Predictor = {
    ...speaker,
    signature: changed(signature, "voice", { enumeration: undefined }),
  };
  const calls = openCalls(fakePredictors({ "@test/plain": plain }));
  assert.ok((await calls.speak("@test/plain", { text: "a", voice: "anybody" })).samples.length);
});

test("S5: text and voice are the only required inputs, in any order", () => {
  for (const inputs of [signature.inputs, signature.inputs.toReversed()]) {
    const bound = bindSpeech({ ...signature, inputs });
    assert.ok(bound.ok);
    assert.deepEqual([bound.binding.text.name, bound.binding.voice.name], ["text", "voice"]);
  }
  const inputs = [...signature.inputs, { name: "mood", dtype: "string" } as const];
  const [problem] = problemsOf(bindSpeech({ ...signature, inputs }));
  assert.deepEqual([problem?.rule, problem?.parameter], ["S5", "mood"]);
});

test("S6: an output must be annotated Audio", () => {
  assert.deepEqual(
    rulesIn(bindSpeech(changed(signature, "output0", { denotation: "embedding" }))),
    ["S6"],
  );
});

test("S7: audio is float32", async () => {
  assert.deepEqual(rulesIn(bindSpeech(changed(signature, "output0", { dtype: "int16" }))), ["S7"]);
  await breaks("S7", { data: Int16Array.of(1), shape: [1] }, /a Int16Array, not a Float32Array/);
});

test("S8: audio has shape (F,) or (C, F)", async () => {
  assert.equal((await hear(tensor([0.1, 0.2], [2]))).channels, 1);
  assert.equal((await hear(tensor([0.1, 0.2], [1, 2]))).channels, 1);
  assert.equal((await hear(tensor([0.1, 0.2], [2, 1]))).channels, 2);
  await breaks("S8", tensor([0.1], []), /\(\), not/);
  await breaks("S8", tensor([0.1, 0.2], [1, 1, 2]), /\(1, 1, 2\)/);
  await breaks("S8", tensor([], [0, 5]), /\(0, 5\)/);
});

test("S9: audio names a whole, positive sample rate", () => {
  for (const sampleRate of [undefined, 0, -1, 22_050.5, "24000"])
    assert.deepEqual(rulesIn(bindSpeech(changed(signature, "output0", { sampleRate }))), ["S9"]);
});

test("S10: AudioSpeed is a float", () => {
  const whole = changed(signature, "speed", { dtype: "int32", min: 1 });
  assert.deepEqual(rulesIn(bindSpeech(whole)), ["S10"]);
  const older = bindSpeech(changed(signature, "speed", { denotation: "audio.speed" }));
  assert.equal(older.ok && older.binding.speed?.name, "speed");
});

test("S11: AudioSpeed has a default, is passed on only when asked for, and 2 halves the frames", async () => {
  const required = changed(signature, "speed", { optional: undefined, default: undefined });
  assert.deepEqual(rulesIn(bindSpeech(required)), ["S11"]);
  const passed: unknown[] = [];
  const listening: Predictor = {
    ...speaker,
    predict(values, state, context) {
      passed.push(values);
      return speaker.predict(values, state, context);
    },
  };
  const calls = openCalls(fakePredictors({ "@test/listening": listening }));
  const say = async (speed?: number) =>
    (await calls.speak("@test/listening", { text: "hello", voice: "ada", ...(speed && { speed }) }))
      .samples.length;
  assert.deepEqual([await say(), await say(2)], [50, 25]);
  assert.deepEqual(passed, [
    { text: "hello", voice: "ada" },
    { text: "hello", voice: "ada", speed: 2 },
  ]);
});

test("S12: a speed out of range, or without AudioSpeed, is refused; 1 never is", async () => {
  await assert.rejects(speak("@test/speaker", { text: "a", voice: "ada", speed: 3 }), {
    code: "invalid_value",
    status: 400,
    param: "speed",
    message: "speed is 3, but takes 0.5 to 2.",
  });
  const calls = openCalls(fakePredictors({ "@test/sounding": sounding(tensor([0], [1])) }));
  const say = (speed: number) => calls.speak("@test/sounding", { text: "a", voice: "ada", speed });
  await assert.rejects(say(1.5), { code: "unsupported_parameter", status: 400, param: "speed" });
  assert.equal((await say(1)).samples.length, 1);
});

test("S13: an unknown voice is refused with the list of voices", async () => {
  for (const [voice, shown] of [
    ["bob", '"bob"'],
    [undefined, "undefined"],
  ] as const)
    await assert.rejects(speak("@test/speaker", { text: "a", voice: voice as string }), {
      code: "invalid_value",
      status: 400,
      param: "voice",
      message: `voice is ${shown}, but takes one of "ada", "grace".`,
    });
});

test("S14: (C, F) comes out frame by frame", async () => {
  const [left, right] = [
    [0.125, 0.25, 0.375],
    [-0.125, -0.25, -0.375],
  ] as const;
  const spoken = await hear(tensor([...left, ...right], [2, 3]));
  assert.deepEqual(spoken, {
    samples: Float32Array.of(0.125, -0.125, 0.25, -0.25, 0.375, -0.375),
    channels: 2,
    sampleRate: 100,
  });
});

test("S15: samples beyond 1 are clipped, and what is no number is refused", async () => {
  const { samples } = await speak("@test/speaker", { text: "a", voice: "grace" });
  assert.deepEqual(new Set(samples), new Set([1]));
  assert.deepEqual((await hear(tensor([-7, 0.5], [2]))).samples, Float32Array.of(-1, 0.5));
  await breaks("S15", tensor([0, Number.NaN], [2]), /value 1 is NaN/);
  await breaks("S15", tensor([-Infinity], [1]), /value 0 is -Infinity/);
  await breaks("S15", tensor([0, 0, 0], [2]), /\(2\) needs 2 values, not 3/);
});

test("S15: of a view only its own samples are heard", async () => {
  const data = Float32Array.of(0.5, 0.25, 0.125, 0.75).subarray(1, 3);
  assert.deepEqual((await hear({ data, shape: [2] })).samples, Float32Array.of(0.25, 0.125));
});

test("S16: many channels of few frames look turned round and are refused with a hint", async () => {
  await breaks(
    "S16",
    tensor(Array(18).fill(0), [9, 2]),
    /\(9, 2\) looks like \(frames, channels\)/,
  );
  assert.equal((await hear(tensor(Array(16).fill(0), [8, 2]))).channels, 8);
});

const timed: Predictor["signature"] = {
  ...signature,
  outputs: [
    ...signature.outputs,
    { name: "words", dtype: "list", description: "Words.", schema: { title: "SpokenWords" } },
  ],
};
/** A predictor that says this of the words of "hello". */
const telling = (words: unknown) => {
  const predictor: Predictor = {
    ...speaker,
    signature: timed,
    async *predict() {
      yield [tensor([0.5, 0.5], [2]), words];
    },
  };
  return openCalls(fakePredictors({ "@test/telling": predictor })).speak("@test/telling", {
    text: "hello",
    voice: "ada",
  });
};

test("S18: an output titled SpokenWords says when each word sounds; places outside the text and times that go back are refused", async () => {
  const word = { start: 0, end: 5, from: 0, to: 0.5 };
  assert.deepEqual((await telling([word])).words, [word]);
  assert.deepEqual((await telling([])).words, []);
  const refused = (words: unknown, message: RegExp): Promise<void> =>
    assert.rejects(telling(words), { code: "predictor_failed", rule: "S18", message });
  await refused("none", /no list/);
  await refused([{ ...word, end: 6 }], /word 0 is no part of the text/);
  await refused([{ ...word, start: 1.5 }], /no part of the text/);
  await refused([{ ...word, from: NaN }], /sounds before/);
  await refused([{ ...word, from: 1, to: 2 }, word], /word 1 sounds before the one before it/);
});

test("a predictor that does not tell of words is heard without them", async () => {
  assert.equal((await speak("@test/speaker", { text: "a", voice: "ada" })).words, undefined);
});

test("S19: pronunciations are a dict with a default, handed on when there are any, and left out for a predictor without them", async () => {
  const input = {
    name: "own",
    dtype: "dict" as const,
    description: "Own.",
    denotation: "hearth.audio.speech.pronunciations",
    optional: true,
    default: {},
  };
  const taking = { ...signature, inputs: [...signature.inputs, input] };
  const { optional: _, default: __, ...required } = input;
  assert.ok(bindSpeech(taking).ok);
  assert.deepEqual(rulesIn(bindSpeech({ ...taking, inputs: [...signature.inputs, required] })), [
    "S19",
  ]);
  const heard: unknown[] = [];
  const predictor: Predictor = {
    ...speaker,
    signature: taking,
    async *predict(values) {
      heard.push(values["own"]);
      yield [tensor([0.5], [1])];
    },
  };
  const calls = openCalls(fakePredictors({ "@test/taking": predictor }));
  const call = { text: "a", voice: "ada", pronunciations: { a: "ˈA" } };
  await calls.speak("@test/taking", call);
  assert.deepEqual(heard, [{ a: "ˈA" }]);
  assert.ok(
    (await speak("@test/speaker", call)).samples.length,
    "it says the words in its own way",
  );
});

test("an empty text is refused", async () => {
  await assert.rejects(speak("@test/speaker", { text: "", voice: "ada" }), {
    code: "invalid_value",
    param: "input",
  });
});
