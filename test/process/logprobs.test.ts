import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { TokenLogprob } from "../../src/predictor/chatTypes.ts";
import { type Answer, ask, open, read, tag, tinyChat } from "./setup.ts";

const words = ["▁one", "▁two", "▁three", "▁four", "▁five"];
const asked = { logprobs: true, top_logprobs: 20 };

function openTiny(
  context: TestContext,
  model: Parameters<typeof tinyChat>[0],
): (content: string, more?: object) => Promise<Answer> {
  const { predictors } = open(context, [tinyChat(model)]);
  return (content, more = {}) => read(predictors.run(tag, ask(content, { ...more })));
}

const likelyOf = ({ chunks }: Answer): TokenLogprob[] =>
  chunks.flatMap(({ choices }) => choices.flatMap(({ logprobs }) => logprobs?.content ?? []));
const textOf = (likely: readonly TokenLogprob[]): string =>
  likely.map(({ token }) => token).join("");

test("each piece of text comes with how likely its own tokens were, and the answer is the one without", async (t) => {
  const say = openTiny(t, { script: words });
  const plain = await say("count");
  assert.ok(plain.chunks.every(({ choices }) => !choices[0]?.logprobs));
  const answer = await say("count", asked);
  assert.equal(answer.text, plain.text);
  assert.equal(answer.usage?.completion_tokens, plain.usage?.completion_tokens);
  let [said, weighed] = ["", ""];
  for (const { choices } of answer.chunks) {
    said += choices[0]?.delta?.content ?? "";
    weighed += textOf(choices[0]?.logprobs?.content ?? []);
    // a token comes with the piece that ends it
    assert.ok(said.startsWith(weighed) && said.length - weighed.length < 3, `${said}, ${weighed}`);
  }
  const likely = likelyOf(answer);
  assert.deepEqual(
    likely.map(({ token }) => token),
    ["one", " two", " three", " four", " five"],
  );
  assert.deepEqual(
    likely.map(({ bytes }) => Buffer.from(bytes ?? []).toString()),
    likely.map(({ token }) => token),
  );
});

test("at temperature 0 the token is the likeliest one, and no place has more than the whole probability", async (t) => {
  const answer = await openTiny(t, {})("hello", { ...asked, max_output_tokens: 12 });
  const likely = likelyOf(answer);
  assert.ok(likely.length >= 8, `${likely.length}`);
  for (const { logprob, top_logprobs: top } of likely) {
    assert.equal(top.length, 20);
    assert.equal(top[0]?.logprob, logprob);
    const all = top.map((one) => one.logprob);
    assert.deepEqual(
      all,
      all.toSorted((a, b) => b - a),
    );
    const sum = all.reduce((whole, one) => whole + Math.exp(one), 0);
    assert.ok(sum > 0 && sum <= 1 + 1e-6, `${sum}`);
  }
});

test("they are the model's own, whatever temperature, filters and penalties choose among", async (t) => {
  const say = openTiny(t, {});
  const first = async (more: object): Promise<TokenLogprob | undefined> =>
    likelyOf(await say("hello", { ...asked, max_output_tokens: 1, ...more }))[0];
  const cool = await first({ temperature: 0 });
  const hot = await first({ temperature: 2, top_p: 0.5, seed: 3, presence_penalty: 1 });
  const tops = [cool, hot].map((likely) => likely?.top_logprobs);
  assert.deepEqual(tops[0], tops[1]);
});

test("thoughts, stop texts and the end of the turn have none", async (t) => {
  const script = ["<think>", "▁hm", "</think>", "▁yes", "▁no"];
  const say = openTiny(t, { script });
  const answer = await say("well?", { ...asked, stop: [" no"] });
  assert.equal(answer.thoughts.trim(), "hm");
  assert.equal(textOf(likelyOf(answer)).trim(), "yes");
});

test("a grammar decides what is written, and not how likely it was", async (t) => {
  const say = openTiny(t, {});
  const schema = { type: "object", properties: { ok: { type: "boolean" } }, required: ["ok"] };
  const response_format = { type: "json_schema", json_schema: { name: "x", schema } };
  const answer = await say("hello", { ...asked, response_format, max_output_tokens: 40 });
  const likely = likelyOf(answer);
  assert.equal(textOf(likely), answer.text);
  // a model of random weights would never have begun with a brace
  assert.notEqual(likely[0]?.top_logprobs[0]?.token, likely[0]?.token);
  assert.ok((likely[0]?.logprob ?? 0) < (likely[0]?.top_logprobs[0]?.logprob ?? 0));
});

/** Asserts that a model tells, and answers as it does without. */
async function tells(t: TestContext, model: Parameters<typeof tinyChat>[0]) {
  const options = { contextSize: 1024, temperature: 0, sequences: 1 };
  const { predictors } = open(t, [tinyChat({ contextSize: 1024, ...model }, { options })]);
  const question = ask("abcd ".repeat(80), { max_output_tokens: 100 });
  const plain = await read(predictors.run(tag, question));
  const answer = await read(predictors.run(tag, { ...question, ...asked }));
  assert.equal(answer.text, plain.text);
  assert.ok(likelyOf(answer).length > 50);
  assert.ok(likelyOf(answer).every(({ logprob, top_logprobs: [top] }) => top?.logprob === logprob));
  return { again: () => read(predictors.run(tag, question)), plain };
}

test("a model with a sliding window tells as well, and its answer is the one without", async (t) => {
  await tells(t, { layers: 2, window: 64 });
});

test("a model with a state that it cannot take back tells as well, and its answer is the one without", async (t) => {
  const { again, plain } = await tells(t, { layers: 4, hybrid: true });
  assert.equal((await again()).text, plain.text);
});

test("a character of several tokens has its bytes shared out among them", async (t) => {
  const script = ["<0xF0>", "<0x9F>", "<0xA6>", "<0x9C>", "▁yes"];
  const answer = await openTiny(t, { script })("a bird?", asked);
  const bytes = likelyOf(answer).map((likely) => likely.bytes);
  assert.equal(Buffer.from(bytes.flatMap((some) => some ?? [])).toString(), answer.text);
  assert.equal(answer.text, "🦜 yes");
  assert.deepEqual(bytes.slice(0, 4), [[0xf0], [0x9f], [0xa6], [0x9c]]);
});

test("without top_logprobs the token alone is named; a stopped answer leaves the next one right", async (t) => {
  const { predictors } = open(t, [tinyChat({ script: words, loop: true })]);
  const stream = predictors.run(tag, ask("count", { logprobs: true }));
  for await (const _ of stream) break;
  const answer = await read(
    predictors.run(tag, ask("count", { logprobs: true, max_output_tokens: 5 })),
  );
  assert.equal(answer.text, "one two three four five");
  assert.deepEqual(
    likelyOf(answer).map(({ top_logprobs: top }) => top.length),
    [0, 0, 0, 0, 0],
  );
});
