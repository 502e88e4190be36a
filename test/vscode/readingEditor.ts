import assert from "node:assert/strict";
import type { Models } from "../../src/models/models.ts";
import { Emitter } from "../../src/platform/event.ts";
import type { PlayerWish } from "../../src/speech/protocol.ts";
import type { Reader } from "../../src/speech/reader/reader.ts";
import type { Reading } from "../../src/speech/reader/reading.ts";
import { showReading } from "../../src/vscode/reading/reading.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import * as fake from "../fakes/vscode.ts";

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const text = "One is here.\nTwo is there.\nThree is gone.";

/** An editor on `text`, one sentence a line, of which lines `from` to `to` are in view. */
export class FakeEditor {
  readonly marked: unknown[] = [];
  readonly revealed: unknown[] = [];
  selection = new fake.Range(0, 0, 0, 0);
  readonly document = {
    uri: fake.Uri.file("/project/a.txt"),
    languageId: "plaintext",
    lineCount: 3,
    lineAt: (line: number) => ({
      range: new fake.Range(line, 0, line, (text.split("\n")[line] ?? "").length),
    }),
    getText: (range: fake.Range) => text.slice(this.#offset(range.start), this.#offset(range.end)),
    offsetAt: (position: fake.Position) => this.#offset(position),
    positionAt: (offset: number) => {
      const before = text.slice(0, offset).split("\n");
      return new fake.Position(before.length - 1, before.at(-1)?.length ?? 0);
    },
  };

  readonly words: unknown[] = [];
  readonly #kinds: unknown[] = [];

  /** The sentence's mark is drawn first, the word's after it. */
  setDecorations(kind: unknown, ranges: readonly unknown[]): void {
    if (!this.#kinds.includes(kind)) this.#kinds.push(kind);
    const marks = this.#kinds.indexOf(kind) === 0 ? this.marked : this.words;
    marks.push(...(ranges.length ? ranges : [undefined]));
  }
  revealRange(range: unknown): void {
    this.revealed.push(range);
  }
  #offset({ line, character }: fake.Position): number {
    const before = text.split("\n").slice(0, line);
    return before.reduce((sum, one) => sum + one.length + 1, character);
  }
}

export function begin() {
  const editor = new FakeEditor();
  fake.window.activeTextEditor = editor;
  fake.window.visibleTextEditors = [editor];
  const changes = new Emitter<Reading | undefined>();
  const notes = new Emitter<string>();
  const wishes = new Emitter<PlayerWish>();
  const calls: string[] = [];
  const reads: Parameters<Reader["read"]>[0][] = [];
  let now: Reading | undefined;
  const step = (name: string) => async () => void calls.push(name);
  const reader = {
    read: async (input: (typeof reads)[number]) => void reads.push(input),
    current: () => now,
    pause: step("pause"),
    resume: step("resume"),
    stop: step("stop"),
    skip: async (by: number) => void calls.push(`skip ${by}`),
    changeVoice: step("changeVoice"),
    onChange: changes.event,
    onNote: notes.event,
    onWish: wishes.event,
    onVolume: new Emitter<number>().event,
    skipParagraph: async (by: number) => void calls.push(`paragraph ${by}`),
    jump: async (to: number) => void calls.push(`jump ${to}`),
    setVolume: async (volume: number) => void calls.push(`volume ${volume}`),
  } as unknown as Reader;
  const revealed: string[] = [];
  const player = { reveal: async () => void revealed.push("player") };
  const failures: unknown[] = [];
  const reading = showReading({
    reader,
    player: player as never,
    models: {} as Models,
    calls: {
      chat: () => {
        throw new Error("no chat");
      },
    },
    prepare: () => {},
    recommend: async () => undefined,
    report: (_, error) => void failures.push(error),
  });
  const run = (id: `hearth.${string}`, ...args: unknown[]): unknown =>
    (reading.commands[id] as (...all: unknown[]) => unknown)(...args);
  const lines = text.split("\n");
  const all = lines.map((spoken, i) => {
    const start = lines.slice(0, i).join("\n").length + (i ? 1 : 0);
    const words = [{ from: 0, to: 3, start, end: start + 3 }];
    return { spoken, words, start, end: start + spoken.length, pause: 0, opens: i === 0 };
  });
  /** What the reader says of the text that was read last. */
  const tell = (change: Partial<Reading> | undefined): void => {
    const readable = reads.at(-1)?.readable;
    assert.ok(readable);
    now &&= { ...now, ...change };
    now ??= {
      title: "a.txt",
      readable,
      utterances: all,
      open: false,
      sentence: 0,
      word: undefined,
      state: "playing",
      voice: { tag: "@t/v", voice: "ada", speed: 1, manner: usualManner },
      ...change,
    };
    if (!change) now = undefined;
    changes.fire(now);
  };
  return { all, editor, reads, calls, run, tell, wishes, notes, revealed, failures, reading };
}

export const linesOf = (range: unknown): unknown =>
  range instanceof fake.Range ? [range.start.line, range.end.line] : undefined;
