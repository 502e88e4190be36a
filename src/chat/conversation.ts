import type { Answer, AnswerState, Attachment, Conversation, Turn } from "./protocol.ts";

/** The file format; a reader refuses any other. */
export const version = 1;

/** A title from the first question: its first line, at most 60 characters; "" when there is none. */
export function titleOf(text: string): string {
  const line = text.trim().split("\n", 1)[0]?.trim() ?? "";
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  return `${/\s/.test(cut) ? cut.replace(/\s+\S*$/, "") : cut}…`;
}

/** The conversation with another answer to its last question. */
export function withAnswer(conversation: Conversation, answer: Answer): Conversation {
  const turns = [...conversation.turns];
  const last = turns.pop();
  if (!last) throw new Error("A conversation without a question has no answer.");
  return { ...conversation, turns: [...turns, { ...last, answer }] };
}

export function toJson(conversation: Conversation): string {
  return JSON.stringify({ version, ...conversation });
}

/**
 * A conversation from what a file held; undefined when it is not one. An answer that was streaming when the
 * editor went away counts as stopped.
 */
export function fromJson(raw: unknown): Conversation | undefined {
  if (!isRecord(raw) || raw["version"] !== version) return undefined;
  const { id, title, created, changed, turns } = raw;
  if (!isText(id) || !isText(title) || !isNumber(created) || !isNumber(changed)) return undefined;
  if (!Array.isArray(turns) || !turns.every(isTurn)) return undefined;
  return { id, title, created, changed, turns: turns.map(settled) };
}

/** Only the last turn of what is shown can have been streaming: whoever turns to another version stops first. */
function settled(turn: Turn): Turn {
  if (turn.answer.state.kind !== "streaming") return turn;
  return { ...turn, answer: { ...turn.answer, state: { kind: "stopped" } } };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => Number.isFinite(value);

const states: readonly string[] = [
  "streaming",
  "finished",
  "stopped",
  "failed",
] satisfies AnswerState["kind"][];

const isTurn = (raw: unknown): raw is Turn =>
  isRecord(raw) &&
  isText(raw["id"]) &&
  isRecord(raw["question"]) &&
  isText(raw["question"]["text"]) &&
  Array.isArray(raw["question"]["attachments"]) &&
  raw["question"]["attachments"].every(isAttachment) &&
  isAnswer(raw["answer"]) &&
  (raw["versions"] === undefined || isVersions(raw["versions"]));

const isVersions = (raw: unknown): boolean =>
  isRecord(raw) &&
  [raw["before"], raw["after"]].every(
    (tails) =>
      Array.isArray(tails) &&
      tails.every((tail) => Array.isArray(tail) && tail.length > 0 && tail.every(isTurn)),
  );

const isAnswer = (raw: unknown): raw is Answer =>
  isRecord(raw) &&
  [raw["text"], raw["reasoning"], raw["model"]].every(isText) &&
  isNumber(raw["leftOut"]) &&
  isRecord(raw["state"]) &&
  states.includes(String(raw["state"]["kind"]));

export const isAttachment = (raw: unknown): raw is Attachment =>
  isRecord(raw) &&
  [raw["id"], raw["path"], raw["uri"], raw["language"], raw["text"]].every(isText) &&
  isNumber(raw["firstLine"]) &&
  isNumber(raw["lastLine"]);
