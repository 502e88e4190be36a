import assert from "node:assert/strict";
import { test } from "node:test";
import { toChange } from "../../src/chat/change.ts";

const file = `import { a } from "a";

/** Days that cost nothing. */
const FREE_DAYS = 3;

/** The fine, in cents. */
export function fine(days: number): number {
  if (days <= FREE_DAYS) return 0;
  return days * 10;
}

class Desk {
  open(): void {
    this.ready = true;
  }

  close(): void {
    this.ready = false;
  }
}
`;
const end = { start: file.split("\n").length - 1, end: file.split("\n").length - 1 };
const top = { start: 0, end: 0 };

test("a function replaces the one of the same name, and nothing else", () => {
  const code = "export function fine(days: number): number {\n  return days * 20;\n}";
  const { text, replaced } = toChange(file, code, top);
  assert.equal(replaced, 1);
  assert.equal(
    text,
    file.replace("  if (days <= FREE_DAYS) return 0;\n  return days * 10;", "  return days * 20;"),
  );
});

test("a comment above the code replaces the comment above the definition", () => {
  const code =
    "/**\n * What is owed.\n */\nexport function fine(days: number): number {\n  return 1;\n}";
  const { text } = toChange(file, code, top);
  assert.ok(!text.includes("The fine, in cents."));
  assert.ok(
    text.includes("const FREE_DAYS = 3;\n\n/**\n * What is owed.\n */\nexport function fine"),
  );
});

test("a method is found inside its class and takes the indentation that it has there", () => {
  const code = "close(): void {\n  this.ready = false;\n  this.log();\n}";
  const { text } = toChange(file, code, top);
  assert.ok(text.includes("  close(): void {\n    this.ready = false;\n    this.log();\n  }\n}\n"));
});

test("new code beside code that is there goes next to it, and imports do not come twice", () => {
  const code =
    'import { a } from "a";\n\nconst MOST = 500;\n\nexport function fine(days: number): number {\n  return Math.min(MOST, days);\n}\n\nfunction half(n: number): number {\n  return n / 2;\n}';
  const { text } = toChange(file, code, top);
  assert.equal(text.split('import { a } from "a";').length, 2);
  const order = ["FREE_DAYS = 3", "MOST = 500", "function fine", "function half", "class Desk"];
  const found = order.map((part) => text.indexOf(part));
  assert.ok(found.every((at) => at > 0));
  assert.deepEqual(
    found,
    found.toSorted((a, b) => a - b),
  );
});

test("a line that says that code stays keeps that code", () => {
  const code =
    "export function fine(days: number): number {\n  check(days);\n  // ... existing code ...\n  return days * 10;\n}";
  const { text } = toChange(file, code, top);
  assert.ok(
    text.includes(
      "{\n  check(days);\n  if (days <= FREE_DAYS) return 0;\n  return days * 10;\n}\n",
    ),
    text,
  );
});

test("code of which the file has nothing goes to the given place", () => {
  const { text, replaced } = toChange(file, "console.log(1);", end);
  assert.equal(replaced, 0);
  assert.equal(text, `${file}console.log(1);\n`);
  const selected = file.split("\n").indexOf("  return days * 10;");
  const change = toChange(file, "return 7;\n", { start: selected, end: selected + 1 });
  assert.equal(change.text, file.replace("  return days * 10;", "  return 7;"));
});

test("Python is replaced by its indentation, and line ends stay as they are", () => {
  const python = "def a():\r\n    return 1\r\n\r\ndef b():\r\n    return 2\r\n";
  const { text } = toChange(python, "def a():\n    return 3\n", top);
  assert.equal(text, "def a():\r\n    return 3\r\n\r\ndef b():\r\n    return 2\r\n");
});

test("a head over several lines belongs to its block", () => {
  const many = "function one(\n  a: string,\n): void {\n  go(a);\n}\n\nfunction two() {}\n";
  const { text } = toChange(many, "function one(a: string): void {\n  stop(a);\n}", top);
  assert.equal(text, "function one(a: string): void {\n  stop(a);\n}\n\nfunction two() {}\n");
});
