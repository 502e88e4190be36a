import assert from "node:assert/strict";
import { test } from "node:test";
import { openChat } from "../../src/chat/chat.ts";
import type { Answer } from "../../src/chat/protocol.ts";
import { repeatsItself, withoutRepeats } from "../../src/chat/repeats.ts";
import { silent } from "../../src/platform/log.ts";
import { chunk, fakeCalls } from "../fakes/chat.ts";
import { countingChance, fakeHistory } from "../fakes/history.ts";

test("an answer that only repeats itself is stopped, says so, and can go on", async () => {
  let pieces = 0;
  const calls = fakeCalls(async function* () {
    yield chunk({ text: "Here it is. " });
    while (pieces++ < 1000) yield chunk({ text: "I am using the Python 3.7.1. " });
  });
  const history = fakeHistory();
  const model = { tag: "@test/model", temperature: 0, maxTokens: 64, systemPrompt: "" };
  const chat = openChat({
    ...{ calls, history, log: silent, chance: countingChance() },
    model: () => model,
  });
  const play = async (stream: AsyncIterable<unknown>): Promise<Answer> => {
    for await (const _ of stream);
    return history.saved.get("c")!.turns[0]!.answer;
  };
  const answer = await play(chat.ask("c", { text: "Hi", attachments: [] }));
  assert.deepEqual(answer.state, { kind: "stopped", repeated: true });
  assert.ok(pieces < 30 && answer.text.startsWith("Here it is. I am"), `${pieces} pieces`);
  const more = await play(chat.resume("c"));
  assert.ok(more.text.length > answer.text.length + 500);
});

test("lists and tables that are alike line by line are no repetition", () => {
  const rows = Array.from({ length: 60 }, (_, i) => `| row ${i} | 0 | 0 | 0 |\n`).join("");
  assert.equal(repeatsItself(rows), false);
  assert.equal(repeatsItself("na ".repeat(190)), false);
  assert.equal(repeatsItself("na ".repeat(201)), true);
});

test("of what repeats itself at the end once is enough; any other text stays whole", () => {
  const once = "He had a ship. He sailed across the world, and";
  assert.equal(withoutRepeats(once + " he sailed across the world, and".repeat(30)), `${once} he`);
  assert.equal(withoutRepeats(`${once} he slept.`), `${once} he slept.`);
});
