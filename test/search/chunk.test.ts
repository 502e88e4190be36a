import assert from "node:assert/strict";
import { test } from "node:test";
import { digestOf, embeddedText, toChunks, toLines } from "../../src/search/chunks/chunk.ts";

const body = (n: number): string => "  const total = first + second + third;\n".repeat(n);
const part = (name: string, lines = 20): string => `function ${name}() {\n${body(lines)}}\n`;

test("no text gives no chunks, and a small file gives one", () => {
  assert.deepEqual(toChunks("", "a.ts"), []);
  assert.deepEqual(toChunks("\n \n", "a.ts"), []);
  const [only, ...others] = toChunks("\n\nconst answer = 42;\n\n", "a.ts");
  assert.deepEqual([only?.startLine, only?.endLine, others.length], [2, 3, 0]);
});

test("a chunk begins with a definition and the comment above it", () => {
  const text = `${part("one")}\n/** Says two. */\n${part("two")}\n// and three\n${part("three")}`;
  const lines = toLines(text);
  const chunks = toChunks(text, "a.ts");
  assert.deepEqual(
    chunks.map(({ symbols }) => symbols),
    [["one"], ["two"], ["three"]],
  );
  assert.deepEqual(
    chunks.map(({ startLine }) => lines[startLine]),
    ["function one() {", "/** Says two. */", "// and three"],
  );
});

test("every line that says something is in exactly one chunk, in order, and none is much too long", () => {
  const text = [
    part("one", 90),
    "import x from 'x';\n",
    part("two", 3),
    "y = [\n",
    "  1234567890,\n".repeat(400),
    "]\n",
  ].join("\n");
  const chunks = toChunks(text, "a.ts");
  let last = 0;
  for (const { startLine, endLine } of chunks) {
    assert.ok(startLine >= last && endLine > startLine);
    assert.ok(
      toLines(text)
        .slice(last, startLine)
        .every((line) => !line.trim()),
    );
    assert.ok(
      toLines(text)
        .slice(startLine, endLine)
        .map((line) => line.trim())
        .join("\n").length <= 1300,
    );
    last = endLine;
  }
  assert.ok(
    toLines(text)
      .slice(last)
      .every((line) => !line.trim()),
  );
});

test("methods in a chunk of their own are called by their class", () => {
  const method = (name: string): string =>
    `  ${name}(key: string) {\n${"    this.map.delete(key);\n".repeat(30)}  }\n\n`;
  const chunks = toChunks(
    `export class Cache {\n${method("get")}${method("set")}${method("drop")}}\n`,
    "cache.ts",
  );
  const names = chunks.flatMap(({ symbols }) => symbols);
  assert.deepEqual(names, ["Cache", "get", "Cache.set", "Cache.drop"]);
});

test("Markdown is cut at its headings, and headings in a code fence are none", () => {
  const text = `# Guide\n\n${"Words here.\n".repeat(60)}\n## Install\n\n\`\`\`sh\n# not a heading\n\`\`\`\n${"More words.\n".repeat(60)}\nUnderlined\n----------\n\n${"Again words.\n".repeat(60)}`;
  const chunks = toChunks(text, "README.md");
  assert.deepEqual(
    chunks.map(({ symbols }) => symbols),
    [["Guide"], ["Guide.Install"], ["Guide.Underlined"]],
  );
});

test("Python keeps a decorator with its function", () => {
  const def = (name: string): string =>
    `@cached\ndef ${name}(x):\n${"    x = x + transform(x)\n".repeat(40)}\n\n`;
  const text = def("first") + def("second");
  const starts = toChunks(text, "a.py").map(({ startLine }) => toLines(text)[startLine]);
  assert.deepEqual(starts, ["@cached", "@cached"]);
});

test("the digest follows the text, not the place: moved or renamed chunks keep it", () => {
  const [one] = toChunks(part("one"), "a.ts");
  const moved = toChunks(
    `import y from "y";\n${"// filler, long enough to stand alone\n".repeat(40)}\n${part("one")}`,
    "b.ts",
  ).at(-1);
  assert.equal(moved?.hash, one?.hash);
  assert.notEqual(moved?.startLine, one?.startLine);
  const [other] = toChunks(part("other"), "a.ts");
  assert.notEqual(other?.hash, one?.hash);
});

test("what is embedded begins with the name; the digest tells when the lines are others", () => {
  const text = part("one");
  const [chunk] = toChunks(text, "a.ts");
  assert.ok(embeddedText(toLines(text), chunk!).startsWith("one\nfunction one() {"));
  assert.equal(digestOf(toLines(text), chunk!), chunk!.hash);
  assert.notEqual(digestOf(toLines(text.replace("first", "fourth")), chunk!), chunk!.hash);
});

test("line ends of Windows give the same chunks", () => {
  const text = `${part("one")}\n${part("two")}`;
  assert.deepEqual(toChunks(text.replaceAll("\n", "\r\n"), "a.ts"), toChunks(text, "a.ts"));
});
