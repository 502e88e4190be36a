import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Models } from "../../src/models/models.ts";
import { Emitter } from "../../src/platform/event.ts";
import type { PlayerWish } from "../../src/speech/protocol.ts";
import type { Reader } from "../../src/speech/reader.ts";
import type { Reading } from "../../src/speech/readerReading.ts";
import { showReading } from "../../src/vscode/reading.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const text = "One is here.\nTwo is there.\nThree is gone.";

/** An editor on `text`, one sentence a line, of which lines `from` to `to` are in view. */
class FakeEditor {
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

function begin() {
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
    report: (_, error) => void failures.push(error),
  });
  const run = (id: `hearth.${string}`, ...args: unknown[]): unknown =>
    (reading.commands[id] as (...all: unknown[]) => unknown)(...args);
  /** What the reader says of the text that was read last. */
  const tell = (change: Partial<Reading> | undefined): void => {
    const readable = reads.at(-1)?.readable;
    assert.ok(readable);
    const lines = text.split("\n");
    const starts = lines.map((_, i) => lines.slice(0, i).join("\n").length + (i ? 1 : 0));
    now &&= { ...now, ...change };
    now ??= {
      title: "a.txt",
      readable,
      utterances: lines.map((spoken, i) => {
        const start = starts[i] ?? 0;
        const words = [{ from: 0, to: 3, start, end: start + 3 }];
        return { spoken, words, start, end: start + spoken.length, pause: 0, opens: i === 0 };
      }),
      sentence: 0,
      word: undefined,
      state: "playing",
      voice: { tag: "@t/v", voice: "ada", speed: 1, manner: usualManner },
      ...change,
    };
    if (!change) now = undefined;
    changes.fire(now);
  };
  return { editor, reads, calls, run, tell, wishes, notes, revealed, failures, reading };
}

const linesOf = (range: unknown): unknown =>
  range instanceof fake.Range ? [range.start.line, range.end.line] : undefined;

test("the selection is read with its place, and without one everything from the cursor's line on", async () => {
  const { editor, reads, run } = begin();
  editor.selection = new fake.Range(1, 0, 2, 0);
  await run("hearth.readSelection");
  assert.deepEqual(reads[0]?.readable, {
    text: "Two is there.\n",
    languageId: "plaintext",
    offset: 13,
    uri: "file:///project/a.txt",
  });
  assert.equal(reads[0].title, "a.txt, line 2");
  editor.selection = new fake.Range(1, 5, 1, 5);
  await run("hearth.readSelection");
  assert.equal(reads[1]?.readable.text, "Two is there.\nThree is gone.");
  assert.equal(reads[1].title, "a.txt, lines 2 to 3");
  await run("hearth.readFile");
  assert.equal(reads[2]?.readable.text, text);
  assert.equal(reads[2].title, "a.txt");
});

test("the sentence that sounds is marked in its editor and unmarked at the end", async () => {
  const { editor, run, tell } = begin();
  await run("hearth.readFile");
  tell({});
  assert.deepEqual(linesOf(editor.marked.at(-1)), [0, 0]);
  tell({ sentence: 2 });
  assert.deepEqual(linesOf(editor.marked.at(-1)), [2, 2]);
  tell({ state: "finished" });
  assert.equal(editor.marked.at(-1), undefined);
});

test("the mark moves with text that is put in before it", async () => {
  const { editor, run, tell } = begin();
  await run("hearth.readFile");
  tell({ sentence: 0 });
  const first = text.indexOf("\n") + 1;
  fake.events.document.fire({
    document: editor.document,
    contentChanges: [{ rangeOffset: 0, rangeLength: 0, text: "x".repeat(first) }],
  });
  assert.deepEqual(linesOf(editor.marked.at(-1)), [1, 1]);
});

test("the editor follows the sentence until the person scrolls away, and again when it is back in view", async () => {
  const { editor, run, tell } = begin();
  const scrollTo = (from: number, to: number): void =>
    fake.events.visibleRanges.fire({
      textEditor: editor,
      visibleRanges: [new fake.Range(from, 0, to, 0)],
    });
  await run("hearth.readFile");
  tell({ sentence: 0 });
  assert.equal(editor.revealed.length, 1);
  scrollTo(2, 2);
  tell({ sentence: 1 });
  assert.equal(editor.revealed.length, 1, "it yields");
  scrollTo(1, 2);
  tell({ sentence: 2 });
  assert.equal(editor.revealed.length, 2, "it follows again");
});

test("a setting keeps the editor where it is", async () => {
  const { editor, run, tell } = begin();
  fake.editor.settings.set("hearth.speech.follow", false);
  await run("hearth.readFile");
  tell({ sentence: 1 });
  assert.equal(editor.revealed.length, 0);
});

test("status bar and context keys tell where the reading is", async () => {
  const { run, tell } = begin();
  await run("hearth.readFile");
  const [item] = fake.editor.statusItems;
  const seen = () => [item?.visible, item?.text, ...fake.editor.contexts.values()];
  tell({ sentence: 1 });
  assert.deepEqual(seen(), [true, "$(unmute) 2/3", true, false]);
  tell({ state: "paused" });
  assert.deepEqual(seen(), [true, "$(debug-pause) 2/3", true, true]);
  tell({ state: "finished" });
  assert.deepEqual(seen().toSpliced(1, 1), [false, false, false]);
});

test("a page that may not sound yet is brought up", async () => {
  const { run, tell, revealed } = begin();
  await run("hearth.readFile");
  tell({ state: "blocked" });
  assert.deepEqual(revealed, ["player"]);
});

test("one command pauses and goes on, the others skip and stop", async () => {
  const { run, tell, calls } = begin();
  await run("hearth.readFile");
  tell({ state: "playing" });
  await run("hearth.pauseReading");
  tell({ state: "paused" });
  await run("hearth.pauseReading");
  await run("hearth.nextSentence");
  await run("hearth.previousSentence");
  await run("hearth.stopReading");
  assert.deepEqual(calls, ["pause", "resume", "skip 1", "skip -1", "stop"]);
});

test("faster and slower step through speeds, from commands and page alike, and reach the voice", async () => {
  const { run, tell, calls, wishes } = begin();
  await run("hearth.readFile");
  tell({});
  await run("hearth.faster");
  assert.equal(fake.editor.settings.get("hearth.speech.speed"), 1.1);
  wishes.fire("slower");
  await turn();
  wishes.fire("slower");
  await turn();
  assert.equal(fake.editor.settings.get("hearth.speech.speed"), 0.9);
  assert.deepEqual(calls, ["changeVoice", "changeVoice", "changeVoice"]);
  fake.editor.settings.set("hearth.speech.speed", 3);
  await run("hearth.faster");
  assert.equal(fake.editor.settings.get("hearth.speech.speed"), 3);
});

test("a text without a document is read as Markdown and marks nothing", async () => {
  const { editor, reads, run, tell } = begin();
  await run("hearth.readText", "An **answer**.", "An answer");
  assert.equal(reads[0]?.readable.languageId, "markdown");
  assert.equal(reads[0].title, "An answer");
  tell({ sentence: 0 });
  assert.ok(editor.marked.every((range) => range === undefined));
});

test("without an editor it says what is needed", async () => {
  const { run } = begin();
  fake.window.activeTextEditor = undefined;
  await assert.rejects(async () => run("hearth.readSelection"), /Open a file/);
});
