import { closeSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode } from "../platform/files.ts";
import { withAnswer } from "./conversation.ts";
import type { Conversation } from "./protocol.ts";

/** By what an answer became longer: `text` belongs at the offset `at` of the answer, `thought` at `thoughtAt` of its reasoning. */
interface Growth {
  readonly turn: string;
  readonly at: number;
  readonly text: string;
  readonly thoughtAt: number;
  readonly thought: string;
}

/**
 * What an answer grew by since its conversation was written. It reaches the system before the words reach the page, so
 * that a process that is killed loses nothing of what was read. Writing the whole conversation as often would not do.
 */
export class Journal {
  readonly #path: string;
  #file: number | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Notes what the last answer has that it had not `before`; left out, it may have had nothing. */
  note(before: Conversation | undefined, after: Conversation): void {
    const turn = after.turns.at(-1);
    if (!turn) return;
    const old = before?.turns.at(-1);
    const known = old?.id === turn.id ? old.answer : { text: "", reasoning: "" };
    const { text, reasoning } = turn.answer;
    if (text.length <= known.text.length && reasoning.length <= known.reasoning.length) return;
    const growth: Growth = {
      turn: turn.id,
      at: known.text.length,
      text: text.slice(known.text.length),
      thoughtAt: known.reasoning.length,
      thought: reasoning.slice(known.reasoning.length),
    };
    this.#write(`${JSON.stringify(growth)}\n`);
  }

  /** The conversation is on the disk as a whole. */
  clear(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(this.#path, { force: true });
  }

  #write(line: string): void {
    if (this.#file === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      this.#file = openSync(this.#path, "a", 0o600);
    }
    writeSync(this.#file, line);
  }
}

/** The conversation with what its journal knows besides. A last line that was cut off is left out. */
export async function withJournal(conversation: Conversation, path: string): Promise<Conversation> {
  let lines: string[];
  try {
    lines = (await readFile(path, "utf8")).split("\n");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return conversation;
    throw error;
  }
  // what stands after the last line end was not written to its end
  return lines.slice(0, -1).reduce(grown, conversation);
}

function grown(conversation: Conversation, line: string): Conversation {
  const turn = conversation.turns.at(-1);
  const { turn: id, at, text, thoughtAt, thought } = JSON.parse(line) as Growth;
  if (turn?.id !== id) return conversation;
  const { answer } = turn;
  return withAnswer(conversation, {
    ...answer,
    text: joined(answer.text, at, text),
    reasoning: joined(answer.reasoning, thoughtAt, thought),
  });
}

/** The longer of what is there and what the journal makes of it. */
function joined(there: string, at: number, more: string): string {
  if (at > there.length || at + more.length <= there.length) return there;
  return there.slice(0, at) + more;
}
