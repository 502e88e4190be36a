import assert from "node:assert/strict";
import { test } from "node:test";
import { openCreators } from "../../src/openai/client.ts";
import type { OpenAIClient } from "../../src/openai/types.ts";
import { collect } from "../../src/platform/stream.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { TokenLogprob } from "../../src/predictor/chatTypes.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { chunk, echo, likely, saying, weighing } from "../predictor/samples.ts";

const model = "@test/model";
const messages = [{ role: "user", content: "Well?" }];
const opened = (predictor: Predictor): Omit<OpenAIClient, "models"> =>
  openCreators(openCalls(fakePredictors({ [model]: predictor })));

/** "Yes, 🦜", the bird in two tokens. */
const said: readonly TokenLogprob[] = [
  likely("Yes", { No: -1 }),
  likely(","),
  { ...likely("\uFFFD"), bytes: [32, 0xf0, 0x9f] },
  { ...likely("\uFFFD"), bytes: [0xa6, 0x9c] },
  likely("!"),
];
const client = opened(weighing(said));

test("logprobs come with each piece, and joined with the whole answer", async () => {
  const ask = { model, messages, logprobs: true, top_logprobs: 2 };
  const { choices } = await client.chat.completions.create(ask);
  assert.deepEqual(choices[0]?.logprobs, { content: said, refusal: null });
  const chunks = await collect(await client.chat.completions.create({ ...ask, stream: true }));
  const pieces = chunks.flatMap((chunk) => chunk.choices[0]?.logprobs?.content ?? []);
  assert.deepEqual(pieces, said);
});

test("an answer without logprobs has none, whether it is asked for none or not asked", async () => {
  for (const more of [{}, { logprobs: false }, { logprobs: null, top_logprobs: 0 }]) {
    const { choices } = await client.chat.completions.create({ model, messages, ...more });
    assert.equal(choices[0]?.logprobs, null);
  }
});

test("completions have them as lists, and offsets that count characters through all pieces", async () => {
  const ask = { model, prompt: "Well?", logprobs: 1 };
  const lists = {
    tokens: ["Yes", ",", "bytes:\\x20\\xf0\\x9f", "bytes:\\xa6\\x9c", "!"],
    token_logprobs: [-0.25, -0.25, -0.25, -0.25, -0.25],
    top_logprobs: [
      { Yes: -0.25, No: -1 },
      { ",": -0.25 },
      { "bytes:\\x20\\xf0\\x9f": -0.25 },
      { "bytes:\\xa6\\x9c": -0.25 },
      { "!": -0.25 },
    ],
    text_offset: [0, 3, 4, 5, 6],
  };
  const { choices } = await client.completions.create(ask);
  assert.equal(choices[0]?.text, "Yes, 🦜!");
  assert.deepEqual(choices[0]?.logprobs, lists);
  const pieces = await collect(await client.completions.create({ ...ask, stream: true }));
  const offsets = pieces.flatMap((piece) => piece.choices[0]?.logprobs?.text_offset ?? []);
  assert.deepEqual(offsets, lists.text_offset);
  const plain = await client.completions.create({ model, prompt: "Well?" });
  assert.equal(plain.choices[0]?.logprobs, null);
});

test("what cannot be asked for is refused by the name that the caller used", async () => {
  const chat = (more: object): Promise<unknown> =>
    client.chat.completions.create({ model, messages, ...more });
  await assert.rejects(chat({ top_logprobs: 2 }), { code: "invalid_value", param: "top_logprobs" });
  await assert.rejects(chat({ logprobs: true, top_logprobs: 21 }), {
    ...{ code: "invalid_value", param: "top_logprobs" },
    message: "top_logprobs is 21, but takes 0 to 20.",
  });
  await assert.rejects(chat({ logprobs: "yes" }), { code: "invalid_value", param: "logprobs" });
  for (const logprobs of [6, -1, 1.5, true])
    await assert.rejects(client.completions.create({ model, prompt: "x", logprobs } as never), {
      ...{ code: "invalid_value", param: "logprobs" },
      message: "logprobs takes a whole number from 0 to 5.",
    });
});

test("C12: a model that cannot tell refuses both calls by name", async () => {
  const deaf = opened(echo);
  const refusal = {
    ...{ code: "unsupported_parameter", status: 400, param: "logprobs" },
    message: "@test/model has no logprobs. Leave it out, or choose another model.",
  };
  await assert.rejects(deaf.chat.completions.create({ model, messages, logprobs: true }), refusal);
  for (const logprobs of [0, 3])
    await assert.rejects(deaf.completions.create({ model, prompt: "x", logprobs }), refusal);
});

test("C15: logprobs above 0, out of order or without a token are the predictor's fault", async () => {
  const word = likely("a");
  const wrong: readonly unknown[] = [
    [word, { ...word, logprob: 0.1 }],
    [{ ...word, top_logprobs: [{ ...word, logprob: -2 }, word] }],
    [{ ...word, token: 7 }],
    [{ ...word, logprob: null }],
    [{ token: "a", logprob: -1, bytes: null }],
    "many",
  ];
  for (const content of wrong) {
    const choice = { index: 0, delta: { content: "a" }, finish_reason: "stop" };
    const choices = [{ ...choice, logprobs: { content, refusal: null } }];
    const broken = opened(saying([{ ...chunk(null), choices }]));
    await assert.rejects(
      broken.chat.completions.create({ model, messages }),
      /broke rule C15/,
      JSON.stringify(content),
    );
  }
});
