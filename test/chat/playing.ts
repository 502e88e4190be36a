import assert from "node:assert/strict";
import { openChat, type ChatEvent } from "../../src/chat/chat.ts";
import type { Conversation } from "../../src/chat/protocol.ts";
import { silent } from "../../src/platform/log.ts";
import { fakeCalls, type Script } from "../fakes/chat.ts";
import { countingChance, fakeHistory } from "../fakes/history.ts";

/** A chat with a model that answers by `script`. */
export function open(script: Script) {
  const calls = fakeCalls(script);
  const history = fakeHistory();
  const model = { tag: "@test/model", temperature: 0, maxTokens: 64, systemPrompt: "" };
  const chat = openChat({
    ...{ calls, history, log: silent, chance: countingChance() },
    model: () => model,
  });
  return { chat, history, calls, model };
}

export const question = (text: string) => ({ text, attachments: [] });

/** All events, and what the stream threw. */
export async function play(stream: AsyncIterable<ChatEvent>) {
  const events: ChatEvent[] = [];
  let thrown: unknown;
  try {
    for await (const event of stream) events.push(event);
  } catch (error) {
    thrown = error;
  }
  const last = events.at(-1);
  assert.equal(last?.kind, "conversation");
  const conversation = (last as { conversation: Conversation }).conversation;
  return { events, thrown, conversation, answer: conversation.turns.at(-1)!.answer };
}
