import assert from "node:assert/strict";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { TinyModel } from "../fakes/tinyGguf.ts";
import { open, read, tag, temporary, tinyChat, until } from "./setup.ts";

/** A model whose layers see 64 tokens back; it answers with four tokens. */
const openSliding = (t: TestContext, layers = 2) => openForgetless(t, { layers, window: 64 });

/** A model that cannot forget the end of what it has read. */
function openForgetless(t: TestContext, kind: TinyModel) {
  const model = tinyChat(
    { ...kind, contextSize: 2048 },
    { options: { contextSize: 2048, temperature: 0, sequences: 1 } },
  );
  const { predictors } = open(t, [model]);
  const ask = async (said: readonly string[], more: Record<string, unknown> = {}) => {
    const messages = said.map((content, i) => ({ role: i % 2 ? "assistant" : "user", content }));
    const { text, usage } = await read(
      predictors.run(tag, { messages, max_output_tokens: 4, ...more }),
    );
    const prompt = usage?.prompt_tokens ?? 0;
    return { text, prompt, cached: usage?.prompt_tokens_details?.cached_tokens ?? 0 };
  };
  return { predictors, ask };
}

const first = "abcd ".repeat(160);

test("a model with a sliding window reads only what is new in a second turn", async (t) => {
  const { ask } = openSliding(t);
  const one = await ask([first]);
  const two = await ask([first, one.text, "And then?"]);
  // what it answered may be written in other tokens than it chose
  assert.ok(two.cached >= one.prompt - 1, `${two.cached} of ${two.prompt} tokens were there`);
});

test("so does one with a state that each token changes, which goes back to the question's end for another answer", async (t) => {
  const { ask } = openForgetless(t, { layers: 4, hybrid: true });
  const one = await ask([first]);
  const again = await ask([first]);
  assert.deepEqual([again.cached, again.text], [one.prompt - 1, one.text]);
  const two = await ask([first, one.text, "And then?"]);
  assert.ok(two.cached >= one.prompt - 1, `${two.cached} of ${two.prompt} tokens were there`);
  const fresh = openForgetless(t, { layers: 4, hybrid: true });
  assert.equal((await fresh.ask([first, one.text, "And then?"])).text, two.text);
});

test("it goes back to the question's end for another answer, and to the turn before for another question", async (t) => {
  const { ask } = openSliding(t);
  // longer than what the engine keeps beside the window
  const long = { max_output_tokens: 900 };
  const one = await ask([first], long);
  const again = await ask([first], long);
  assert.equal(again.cached, one.prompt - 1);
  assert.equal(again.text, one.text);
  const short = await ask([first]);
  const two = await ask([first, short.text, "And then? ".repeat(80)]);
  const edited = [first, short.text, "Why? ".repeat(20)];
  const other = await ask(edited);
  assert.ok(other.cached >= one.prompt - 1 && other.cached < two.cached + 40, `${other.cached}`);
  assert.equal((await openSliding(t).ask(edited)).text, other.text);
});

test("it goes on after a restart with what was kept, but never from the middle of it", async (t) => {
  const { predictors, ask } = openSliding(t, 24);
  const state_folder = join(temporary(t), "conversation.state");
  mkdirSync(state_folder);
  const unload = async (): Promise<void> => {
    await until(() => predictors.states().get(tag)?.kind === "ready");
    await predictors.unload(tag);
  };
  const one = await ask([first], { state_folder });
  await unload();
  assert.equal(readdirSync(state_folder).length, 2);
  const other = await ask([first], { state_folder });
  assert.equal(other.cached, 0);
  assert.equal(other.text, one.text);
  await unload();
  const two = await ask([first, one.text, "And then?"], { state_folder });
  assert.ok(two.cached >= one.prompt - 1, `${two.cached} of ${two.prompt} tokens were there`);
  const fresh = openSliding(t, 24);
  assert.equal((await fresh.ask([first, one.text, "And then?"])).text, two.text);
});
