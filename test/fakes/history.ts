import type { Chance } from "../../src/chat/chat.ts";
import type { History } from "../../src/chat/history.ts";
import type { ContextSources } from "../../src/chat/panelContext.ts";
import type { Attachment, Conversation } from "../../src/chat/protocol.ts";

/** Conversations in memory: `kept` has every version that was handed over, `saved` those that would be on the disk. */
export function fakeHistory(): History & {
  readonly kept: Conversation[];
  readonly saved: Map<string, Conversation>;
} {
  const kept: Conversation[] = [];
  const saved = new Map<string, Conversation>();
  return {
    kept,
    saved,
    list: async () => ({ conversations: [...saved.values()], damaged: [] }),
    read: async (id) => saved.get(id),
    has: async (id) => saved.has(id),
    keep: (conversation) => void kept.push(conversation),
    save: async (conversation) => void saved.set(conversation.id, conversation),
    rename: async (id, title) => void saved.set(id, { ...saved.get(id)!, title }),
    remove: async (id) => void saved.delete(id),
  };
}

/** Time that goes on by 100 ms each time somebody looks; ids and seeds that count. */
export function countingChance(): Chance {
  let [now, id, seed] = [0, 0, 0];
  return {
    date: () => 1_000_000,
    now: () => (now += 100),
    id: () => `id${++id}`,
    seed: () => ++seed,
  };
}

export const attachment = (about: Partial<Attachment> = {}): Attachment => ({
  id: "a1",
  path: "src/greet.ts",
  uri: "file:///w/src/greet.ts",
  firstLine: 3,
  lastLine: 4,
  language: "typescript",
  text: "greet();\nleave();",
  ...about,
});

/** No context is to be had. */
export const noContext: ContextSources = {
  async *suggest() {},
  open: async () => [],
  renew: async (piece) => piece,
  async *find() {},
};
