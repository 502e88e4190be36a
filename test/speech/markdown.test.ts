import assert from "node:assert/strict";
import { test } from "node:test";
import { type CodeStyle, usualManner } from "../../src/speech/utterance.ts";
import { toUtterances } from "../../src/speech/utterances.ts";

const read = (text: string, style: CodeStyle = "prose") =>
  toUtterances({ text, languageId: "markdown", offset: 0 }, { ...usualManner, style });
const spoken = (text: string, style?: CodeStyle): string[] =>
  read(text, style).map((utterance) => utterance.spoken);

test("marks are silent, link texts and alt texts are read, addresses are not", () => {
  assert.deepEqual(
    spoken("## A *fine* **day**\n\nSee [the guide](https://a.example/x) and ![a cat](cat.png)."),
    ["A fine day", "See the guide and image: a cat."],
  );
});

test("a bare address is read as its host", () => {
  assert.deepEqual(spoken("Go to https://www.example.com/a/b?c=d now."), [
    "Go to link to example.com now.",
  ]);
});

test("escapes and entities are read as what they stand for, and keep their place", () => {
  const text = "Fish &amp; chips \\[today\\]. Next &lt;one&gt;.";
  const [first, second] = read(text);
  assert.equal(first?.spoken, "Fish & chips [today].");
  assert.equal(text.slice(first?.start, first?.end), "Fish &amp; chips \\[today\\].");
  assert.equal(second?.spoken, "Next <one>.");
});

test("lists say their numbers and their boxes", () => {
  assert.deepEqual(spoken("3. three\n4. four\n\n- [x] tests\n- [ ] docs"), [
    "3, three",
    "4, four",
    "done: tests",
    "to do: docs",
  ]);
});

test("a table is read row by row with the names of its columns", () => {
  assert.deepEqual(spoken("| Name | Size |\n|---|---|\n| piper | 63 MB |\n| kokoro | |"), [
    "Name: piper, Size: 63 MB",
    "Name: kokoro",
  ]);
});

test("HTML, comments and front matter are skipped", () => {
  assert.deepEqual(
    spoken("---\ntitle: no\n---\n\n<div>no</div>\n\n<!-- no -->\n\nYes <b>bold</b>."),
    ["Yes bold."],
  );
});

test("lines of a quotation are one sentence", () => {
  const text = "> a quote\n> goes on.\n\nAfter.";
  const [first, second] = read(text);
  assert.equal(first?.spoken, "a quote goes on.");
  assert.equal(text.slice(first?.start, first?.end), "a quote\n> goes on.");
  assert.equal(text.slice(second?.start, second?.end), "After.");
});

test("a code block is announced, and read where the style asks for it and the language is known", () => {
  const text = "```ts\nlet a = b;\n// done\n```\n\n```mermaid\ngraph\n```";
  assert.deepEqual(spoken(text, "prose"), ["Code block, 2 lines.", "Code block, 1 line."]);
  const read_ = read(text, "idiomatic");
  assert.deepEqual(
    read_.map((utterance) => utterance.spoken),
    ["Code block, 2 lines.", "let a equals b", "done", "Code block, 1 line."],
  );
  assert.equal(text.slice(read_[1]?.start, read_[1]?.end), "let a = b;");
});

test("inline code is read by its identifiers; files and versions stay as they are", () => {
  assert.deepEqual(spoken("Call `getUserIDs(x)` in `src/a.ts`, `v1.2` or `package.json`."), [
    "Call get user IDs of x in src/a.ts, v1.2 or package.json.",
  ]);
  assert.deepEqual(spoken("Run `npm run build --watch`."), ["Run npm run build dash dash watch."]);
});
