import assert from "node:assert/strict";
import { test } from "node:test";
import { toPassages } from "../../src/openai/passages.ts";

const sentence = "This is a sentence of some length that nobody needs to read twice. ";

test("passages are whole sentences, the first of them short, and together the text", () => {
  const text = sentence.repeat(12);
  const passages = toPassages(text);
  assert.equal(passages.join(""), text);
  assert.equal(passages[0], sentence);
  assert.deepEqual(
    passages.map((passage) => passage.length / sentence.length),
    [1, 4, 4, 3],
  );
});

test("a text without an end stays whole, and so does a short one", () => {
  for (const text of ["Hi.", "", "  ", "word ".repeat(400)])
    assert.deepEqual(toPassages(text), [text]);
});

test("a passage ends neither after an initial, a title nor an abbreviation, but after any short word", () => {
  const begin = "A long beginning that nobody would take for the end of anything, says ";
  for (const short of ["Dr. ", "J. ", "e.g. ", "(Mrs. ", "Smith et al. ", "Fig. "]) {
    const [first] = toPassages(`${begin}${short}Smith to all. ${sentence}`);
    assert.equal(first, `${begin}${short}Smith to all. `);
  }
  for (const short of ["why. ", "you! ", "it? ", 'yes." '])
    assert.equal(toPassages(`${begin}${short}${sentence}`)[0], `${begin}${short}`);
});

test("white space at the end is nothing to say by itself", () => {
  const text = `${sentence}${sentence}\n\n   `;
  const passages = toPassages(text);
  assert.equal(passages.join(""), text);
  assert.ok(passages.every((passage) => passage.trim()));
});
