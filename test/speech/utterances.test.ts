import assert from "node:assert/strict";
import { test } from "node:test";
import { type CodeStyle, usualManner } from "../../src/speech/utterance.ts";
import { toUtterances } from "../../src/speech/utterances.ts";

const read = (text: string, languageId = "plaintext", style: CodeStyle = "idiomatic") =>
  toUtterances({ text, languageId, offset: 0 }, { ...usualManner, style });
const spoken = (...args: Parameters<typeof read>): string[] => read(...args).map((u) => u.spoken);

test("each sentence knows where it stands in the document, also when the text begins later", () => {
  const text = "First one.\n\nSecond one,\nwrapped.";
  const utterances = toUtterances({ text, languageId: "plaintext", offset: 100 });
  assert.deepEqual(
    utterances.map(({ spoken: said, start, end }) => [said, text.slice(start - 100, end - 100)]),
    [
      ["First one.", "First one."],
      ["Second one, wrapped.", "Second one,\nwrapped."],
    ],
  );
});

test("there is nothing to read in blank, symbol-only or invisible text", () => {
  for (const text of ["", "  \n", "---\n***\n{}", "\u200b\u0000\ufeff"])
    for (const languageId of ["plaintext", "markdown", "typescript"])
      assert.deepEqual(read(text, languageId), [], JSON.stringify([text, languageId]));
});

test("zero-width, bidi and NUL marks are not spoken and do not shift what follows", () => {
  const text = "a\u200bb\u0000c \u202edef\u202c. Next.";
  const [first, second] = read(text);
  assert.equal(first?.spoken, "abc def.");
  assert.equal(text.slice(second?.start, second?.end), "Next.");
});

test("blank lines, bullets and rulers part what is read; a number is said", () => {
  assert.deepEqual(spoken("Title\n=====\nOne line\n- first\n- second\n2. third"), [
    "Title",
    "One line",
    "first",
    "second",
    "2, third",
  ]);
});

test("a long first sentence starts with its first clause, later ones stay whole", () => {
  const long =
    "When the server does not respond in time, the request is cancelled and an error is logged for you.";
  assert.deepEqual(spoken(`${long} ${long}`), [
    "When the server does not respond in time,",
    "the request is cancelled and an error is logged for you.",
    long,
  ]);
});

test("for a voice that takes long to begin, the first words are few, whether a clause ends there or not", () => {
  const begin = (text: string, opening: number): string[] =>
    toUtterances({ text, languageId: "plaintext", offset: 0 }, { ...usualManner, opening }).map(
      (utterance) => utterance.spoken,
    );
  const long = "The parser should keep the original position of every token in the tree.";
  assert.deepEqual(begin(`${long} ${long}`, 45), [
    "The parser should keep the original position",
    "of every token in the tree.",
    long,
  ]);
  assert.deepEqual(begin("Unbreakable considerations notwithstanding everybody", 30), [
    "Unbreakable considerations",
    "notwithstanding everybody",
  ]);
  assert.deepEqual(begin(long, Infinity), [long]);
});

test("no utterance is so long that nothing could be heard for a minute", () => {
  const endless = "word ".repeat(2000);
  const utterances = read(endless);
  assert.ok(utterances.length > 20);
  for (const { spoken: said } of utterances) assert.ok(said.length <= 320);
  assert.equal(utterances.map(({ spoken: said }) => said).join(" "), endless.trim());
});

test("utterances follow one another in the document and do not overlap", () => {
  const text = "# One\n\nA b. C d.\n\n- e\n- f\n\n| g | h |\n|---|---|\n| i | j |\n";
  let end = 0;
  for (const utterance of read(text, "markdown")) {
    assert.ok(utterance.start >= end, utterance.spoken);
    assert.ok(utterance.end > utterance.start);
    assert.ok(utterance.pause > 0);
    end = utterance.end;
  }
});
