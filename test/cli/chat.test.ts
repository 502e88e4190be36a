import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../src/predictor/chatTypes.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { echo } from "../predictor/samples.ts";
import { hearth } from "./world.ts";

const chat = (...args: string[]) => ["chat", "-m", "@test/echo", ...args];

test("a prompt is answered on stdout, and ends with a line break", async () => {
  const { code, out, err } = await hearth(chat("one", "two"), { stdin: "" });
  assert.deepEqual([code, out, err], [0, "one two\n", ""]);
});

test("what is piped in is the prompt, or follows the prompt", async () => {
  assert.equal((await hearth(chat(), { stdin: "piped\n" })).out, "piped\n");
  assert.equal((await hearth(chat("Why?"), { stdin: "diff\n" })).out, "Why?\n\ndiff\n");
});

test("without a prompt and without a terminal the usage is explained", async () => {
  const { code, err } = await hearth(chat(), { stdin: "" });
  assert.equal(code, 2);
  assert.match(err, /There is no prompt/);
});

test("the settings reach the predictor", async () => {
  let seen: Record<string, unknown> = {};
  const listening: Predictor = {
    ...echo,
    predict(values, state, context) {
      seen = values;
      return echo.predict(values, state, context);
    },
  };
  const settings = ["-s", "Be brief.", "-t", "0", "--max-tokens", "7", "--seed", "3"];
  await hearth(chat("Hi.", ...settings), { stdin: "", predictors: { "@test/echo": listening } });
  assert.deepEqual(seen, {
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hi." },
    ] satisfies Message[],
    temperature: 0,
    limit: 7,
    seed: 3,
  });
});

test("an answer that was cut says so on stderr", async () => {
  const { code, out, err } = await hearth(chat("one two three", "--max-tokens", "2"), {
    stdin: "",
  });
  assert.deepEqual([code, out], [0, "one two\n"]);
  assert.match(err, /cut at its limit/);
});

test("--json prints the whole completion", async () => {
  const { out } = await hearth(chat("one two", "--json"), { stdin: "" });
  const { object, choices, usage } = JSON.parse(out) as Record<string, unknown>;
  assert.equal(object, "chat.completion");
  assert.deepEqual(choices, [
    { index: 0, message: { role: "assistant", content: "one two" }, finish_reason: "stop" },
  ]);
  assert.deepEqual(usage, { prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 });
});

test("more than any model reads is not taken from a pipe", async () => {
  const { code, err, disposed } = await hearth(["chat", "-m", "@test/echo"], {
    stdin: "y".repeat(17e6),
  });
  assert.deepEqual([code, disposed], [2, false]);
  assert.match(err, /More than 16 MB are piped in/);
});
