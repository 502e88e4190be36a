import assert from "node:assert/strict";
import { test } from "node:test";
import { shorten } from "../../src/chat/cut.ts";
import { attachment } from "../fakes/history.ts";

const file = `import { x } from "x";

/** Opens the door. */
export function openDoor(key: string): void {
  turn(key);
}

export function closeWindow(): void {
  latch();
}

export class Alarm {
  ring(): void {
    this.loud = true;
  }
}
`;

const cut = (share: number, question: string, text = file) =>
  shorten(attachment({ text }), share, question);

test("what fits is not touched", () => {
  const piece = attachment({ text: file });
  assert.equal(shorten(piece, 1, "why"), piece);
});

test("the function that the question is about stays whole, with its comment; the others are named", () => {
  const { text, cut: about } = cut(0.4, "Why does closeWindow not latch?");
  assert.ok(text.includes("export function closeWindow(): void {\n  latch();\n}"));
  assert.ok(!text.includes("turn(key)"));
  assert.match(text, /… \d+ lines left out: .*openDoor/);
  assert.match(text, /… \d+ lines left out: Alarm/);
  assert.equal(about?.lines, file.split("\n").length);
  assert.ok(about.kept > 0 && about.kept < about.lines);
});

test("what is cut once more still says how long the whole is", () => {
  const once = cut(0.6, "openDoor");
  const twice = shorten(once, 0.5, "openDoor");
  assert.equal(twice.cut?.lines, once.cut?.lines);
  assert.ok((twice.cut?.kept ?? 0) <= (once.cut?.kept ?? 0));
});

test("words of the question find parts of names", () => {
  assert.ok(cut(0.5, "How is the door opened with a key?").text.includes("turn(key);"));
});

test("a question that names nothing keeps the beginning", () => {
  assert.ok(cut(0.5, "Explain this.").text.startsWith('import { x } from "x";'));
});

test("a long class is cut by its methods", () => {
  const methods = Array.from({ length: 30 }, (_, i) => `  method${i}() {\n    go(${i});\n  }\n`);
  const { text } = cut(0.3, "What does method17 do?", `class Big {\n${methods.join("\n")}}\n`);
  assert.ok(text.includes("go(17);"));
  assert.ok(text.length < 600, String(text.length));
});

test("a long run of lines without structure is cut too", () => {
  const data = Array.from({ length: 500 }, (_, i) => `row ${i}`).join("\n");
  const { text, cut: about } = cut(0.2, "What is this?", data);
  assert.ok(text.length <= data.length * 0.25);
  assert.equal(about?.lines, 500);
});
