import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { bindChat, bindEmbedding, bindPredictor } from "../../src/predictor/contract/bind.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { ChatCompletion } from "../../src/predictor/chatTypes.ts";
import { defineEmbedding, type Predictor } from "../../src/predictor/contract/define.ts";
import { isPredictorError } from "../../src/predictor/errors.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { dtypes, type Signature } from "../../src/predictor/contract/signature.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { chunk, changed, echo, embedder, saying, speaker, tensor } from "./samples.ts";
import { problemsOf, rulesIn } from "./problems.ts";

const all = [echo, embedder, speaker];
const ask = { messages: [{ role: "user", content: "one two three" }] } as const;

test("A1: a missing or unknown dtype of an input or output is a problem that names it", () => {
  for (const dtype of [undefined, "float31"]) {
    const input = problemsOf(bindChat(changed(echo.signature, "seed", { dtype })));
    assert.equal(input[0]?.rule, "A1");
    assert.equal(input[0]?.parameter, "seed");
    const output = problemsOf(bindChat(changed(echo.signature, "output0", { dtype })));
    assert.equal(output[0]?.rule, "A1");
    assert.match(output[0]?.message ?? "", dtype ? /"float31"/ : /no dtype/);
  }
  assert.equal(dtypes.length, 23);
});

test("A2: an input is optional exactly when it has a default", () => {
  const noDefault = bindChat(changed(echo.signature, "seed", { default: undefined }));
  assert.deepEqual(rulesIn(noDefault), ["A2"]);
  const notMarked = bindChat(changed(echo.signature, "seed", { optional: undefined }));
  assert.deepEqual(rulesIn(notMarked), ["A2", "C11"]);
  assert.ok(bindChat(echo.signature).ok);
});

test("A2: inputs that a call leaves out take their default", async () => {
  const calls = openCalls(fakePredictors({ "@test/embedder": embedder }));
  assert.equal((await calls.embed("@test/embedder", { texts: ["a"] })).size, 4);
});

test("A3: more or fewer results than outputs in the signature are refused", async () => {
  const short: Predictor = { ...embedder, async *predict() { yield [tensor([1], [1, 1])]; } }; // prettier-ignore
  const calls = openCalls(fakePredictors({ "@test/short": short }));
  await assert.rejects(calls.embed("@test/short", { texts: ["a"] }), {
    rule: "A3",
    tag: "@test/short",
  });
});

test("A4: a whole completion is a stream of one chunk", async () => {
  const whole: ChatCompletion = {
    object: "chat.completion",
    id: "x",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content: "Hi." }, finish_reason: "stop" }],
  };
  const calls = openCalls(fakePredictors({ "@test/whole": saying([whole]) }));
  const chunks = await collect(calls.chat("@test/whole", ask));
  assert.equal(chunks.length, 1);
  assert.equal(chunks[0]?.object, "chat.completion.chunk");
  assert.deepEqual(chunks[0]?.choices, [
    { index: 0, delta: { role: "assistant", content: "Hi." }, finish_reason: "stop" },
  ]);
});

test("A4: awaiting a stream gives its last item", async () => {
  const twice: Predictor = {
    ...speaker,
    async *predict() {
      yield [tensor([0.1], [1])];
      yield [tensor([0.2, 0.3], [2])];
    },
  };
  const calls = openCalls(fakePredictors({ "@test/twice": twice }));
  const { samples } = await calls.speak("@test/twice", { text: "a", voice: "ada" });
  assert.deepEqual(samples, Float32Array.of(0.2, 0.3));
});

test("A5: an exception names the predictor, and the next call works", async () => {
  let calls = 0;
  const moody = defineEmbedding({
    tag: "@test/moody",
    description: "Fails once.",
    inputs: { texts: Parameter.Texts({ description: "Texts." }) },
    outputs: [Parameter.Embedding({ description: "Rows." })],
    predict: async () => {
      if (!calls++) throw new TypeError("the weights are sulking");
      return tensor([1], [1, 1]);
    },
  });
  const { embed } = openCalls(fakePredictors({ "@test/moody": moody }));
  await assert.rejects(embed("@test/moody", { texts: ["a"] }), (error) => {
    assert.ok(isPredictorError(error, "predictor_failed"));
    assert.equal(error.tag, "@test/moody");
    assert.match(error.message, /@test\/moody failed: the weights are sulking\. Try again/);
    return true;
  });
  assert.equal((await embed("@test/moody", { texts: ["a"] })).size, 1);
});

test("A5: a typed error from inside keeps its code", async () => {
  const { embed } = openCalls(fakePredictors({}));
  await assert.rejects(embed("@test/none", { texts: ["a"] }), {
    code: "model_not_found",
    status: 404,
  });
});

test("A6: an integer refuses 1.5, a float takes 1", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  await assert.rejects(collect(chat("@test/echo", { ...ask, maxTokens: 1.5 })), {
    code: "invalid_value",
    param: "max_completion_tokens",
    message: "max_completion_tokens is 1.5, but takes a whole number.",
  });
  assert.ok((await collect(chat("@test/echo", { ...ask, temperature: 1 }))).length);
});

test("A7: a value out of range is refused with the field, the value and the range", async () => {
  const { chat, embed } = openCalls(
    fakePredictors({ "@test/echo": echo, "@test/embedder": embedder }),
  );
  await assert.rejects(collect(chat("@test/echo", { ...ask, temperature: 2.5 })), {
    code: "invalid_value",
    param: "temperature",
    message: "temperature is 2.5, but takes 0 to 2.",
  });
  await assert.rejects(embed("@test/embedder", { texts: ["a"], dimensions: 1 }), {
    param: "dimensions",
    message: "dimensions is 1, but takes 2 to 8.",
  });
});

test("A7: a default that breaks its own range is a problem of the signature", () => {
  const bound = bindEmbedding(changed(embedder.signature, "dimensions", { default: 9 }));
  assert.deepEqual(problemsOf(bound), [
    {
      rule: "A7",
      parameter: "dimensions",
      message: "the default of dimensions is 9, but takes 2 to 8",
    },
  ]);
});

test("A8: a signature survives a round trip through JSON", () => {
  for (const { kind, signature } of all) {
    const copy = JSON.parse(JSON.stringify(signature)) as Signature;
    assert.deepEqual(copy, signature);
    assert.deepEqual(bindPredictor(kind, copy), bindPredictor(kind, signature));
    assert.ok(bindPredictor(kind, copy).ok);
  }
});

test("A8: something that is no signature is a problem, not a crash", () => {
  const strange: unknown[] = [undefined, null, 3, {}, { inputs: [null], outputs: [] }];
  for (const signature of strange)
    for (const kind of ["chat", "embedding", "speech"] as const)
      assert.deepEqual(rulesIn(bindPredictor(kind, signature as Signature)), ["A8"]);
});

/** Never stops by itself; counts the words it makes and whether it was told to stop. */
function endless(): { predictor: Predictor; told: Promise<void>; made(): number } {
  let made = 0;
  let tell = (): void => {};
  const told = new Promise<void>((resolve) => (tell = resolve));
  const predictor: Predictor = {
    ...echo,
    async *predict(_values, _state, { signal }) {
      try {
        while (!signal.aborted) {
          made++;
          yield [chunk({ content: "on " })];
          await new Promise(setImmediate);
        }
      } finally {
        tell();
      }
    },
  };
  return { predictor, told, made: () => made };
}

test("A9: aborting rejects the reader and stops the predictor", async () => {
  const { predictor, told, made } = endless();
  const { chat } = openCalls(fakePredictors({ "@test/endless": predictor }));
  const stop = new AbortController();
  await assert.rejects(
    async () => {
      for await (const _ of chat("@test/endless", ask, stop.signal)) if (made() > 3) stop.abort();
    },
    { name: "AbortError" },
  );
  await told;
});

test("A9: leaving the loop stops the predictor", async () => {
  const { predictor, told } = endless();
  const { chat } = openCalls(fakePredictors({ "@test/endless": predictor }));
  for await (const _ of chat("@test/endless", ask)) break;
  await told;
});

test("A9: a predictor that returns quietly when it is aborted gives an abort, not a broken rule", async () => {
  const { signature } = echo;
  const stop = new AbortController();
  const { chat } = openCalls({
    expect: async () => {},
    load: async () => ({ signature, device: "CPU", pid: 1 }),
    async *run() {
      yield [chunk({ content: "on" })];
      stop.abort();
    },
    measure: async () => undefined,
  });
  await assert.rejects(collect(chat("@test/quiet", ask, stop.signal)), { name: "AbortError" });
});

test("a signature is read anew only when it changes", async () => {
  const predictors = fakePredictors({ "@test/embedder": embedder });
  let signature = embedder.signature;
  const load: typeof predictors.load = async (tag) => ({
    ...(await predictors.load(tag)),
    signature,
  });
  const { embed } = openCalls({ ...predictors, load });
  await embed("@test/embedder", { texts: ["a"] });
  signature = changed(signature, "texts", { dtype: "string" });
  await assert.rejects(embed("@test/embedder", { texts: ["a"] }), {
    code: "incompatible_predictor",
    status: 400,
    message: /E1: .*; E2: /,
  });
});

test("a predictor of another kind is refused with every rule that it lacks", async () => {
  const { speak } = openCalls(fakePredictors({ "@test/embedder": embedder }));
  await assert.rejects(speak("@test/embedder", { text: "a", voice: "b" }), {
    code: "incompatible_predictor",
    message: /S2: .*S1: .*S5: .*S6: /,
  });
});
