import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Conversation, Turn } from "../../src/chat/protocol.ts";
import { toJson } from "../../src/chat/conversation.ts";
import type { Workbench } from "../../src/dev/host/workbench.ts";

interface KeptTurn {
  readonly question: string;
  readonly answer: string;
  readonly attachments?: readonly {
    readonly path: string;
    readonly uri: string;
    readonly firstLine: number;
    readonly lastLine: number;
    readonly kind?: "found";
    readonly cut?: { readonly kept: number; readonly lines: number };
  }[];
  readonly reasoning?: string;
  /** Older turns that the model did not read. */
  readonly leftOut?: number;
  /** In how many versions it is there; the last one is shown. */
  readonly versions?: number;
}

/** Puts a finished conversation where the window keeps its chats, as if it had been held before. */
export async function keepChat(
  window: Pick<Workbench, "data">,
  { title, turns }: { readonly title: string; readonly turns: readonly KeptTurn[] },
): Promise<Conversation> {
  const id = `kept-${title.toLowerCase().replace(/\W+/g, "-")}`;
  const now = Date.now();
  const conversation = { id, title, created: now, changed: now, turns: turns.map(toTurn) };
  const folder = join(window.data, "chats");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${id}.json`), toJson(conversation));
  return conversation;
}

const toTurn = (kept: KeptTurn, index: number): Turn => {
  const turn = bareTurn(kept, index);
  const before = Array.from({ length: (kept.versions ?? 1) - 1 }, (_, i) => [
    { ...turn, id: `${turn.id}-${i}` },
  ]);
  return before.length ? { ...turn, versions: { before, after: [] } } : turn;
};

const bareTurn = (
  { question, answer, attachments = [], reasoning = "", leftOut = 0 }: KeptTurn,
  index: number,
): Turn => ({
  id: `turn-${index}`,
  question: {
    text: question,
    attachments: attachments.map((piece, i) => ({
      ...piece,
      id: `piece-${index}-${i}`,
      language: "typescript",
      text: "",
    })),
  },
  answer: {
    ...{ text: answer, reasoning, model: "@hearth/smollm2-135m-instruct", leftOut },
    state: { kind: "finished", reason: "stop" },
  },
});
