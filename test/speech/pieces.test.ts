import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { markdownBlocks } from "../../src/speech/prose/markdown.ts";
import { markdownPieces } from "../../src/speech/prose/pieces.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import { utterancesOf } from "../../src/speech/utterances.ts";

const hard = `---
title: # none
---
# One

Text with a [name][ref], a [short] one and a note[^1].
It goes on.

- an item
  \`\`\`js
  const a = 1;

# no heading, the list has ended

- second item

  still the second

* third

\`\`\`md
# not a heading

Not a paragraph.
- not an item
~~~
\`\`\`

Setext
======

<!-- hidden

# hidden too

-->

<pre>
# kept as it is

Raw.
</pre>

| a | b |
| - | - |
| 1 | 2 |

> quoted
>
> # in a quotation

1. first

2. second

Last words, with ~~~ inside.

[ref]: https://a.example "A title"
[short]: <https://b.example>
[^1]: The note.
`;
const texts = { hard, readme: readFileSync("README.md", "utf8") };

const pieces = (text: string, size: number): string[] =>
  [...markdownPieces(text, size)].map(({ start, end }) => text.slice(start, end));

for (const [name, text] of Object.entries(texts)) {
  test(`the pieces of a Markdown text, joined, are the text: ${name}`, () => {
    for (const size of [0, 100, 4000]) assert.equal(pieces(text, size).join(""), text);
    assert.ok(pieces(text, 0).length >= 8);
  });

  test(`read in pieces, a Markdown text says the same in the same places: ${name}`, () => {
    const said = (size: number) =>
      [...markdownBlocks(text, usualManner, size)].map(({ said: words, pause, heading }) => ({
        text: words.text,
        range: words.text ? words.range(0, words.text.length) : undefined,
        pause,
        heading,
      }));
    assert.deepEqual(said(0), said(Infinity));
  });
}

test("code, comments and raw HTML are never cut", () => {
  const all = pieces(hard, 0);
  const holding = (words: string): string | undefined => all.find((piece) => piece.includes(words));
  assert.match(holding("# not a heading") ?? "", /^```md[\s\S]*- not an item\n~~~\n```\n/m);
  assert.match(holding("# hidden too") ?? "", /<!-- hidden[\s\S]*-->/);
  assert.match(holding("# kept as it is") ?? "", /<pre>[\s\S]*<\/pre>/);
});

test("the first sentence of a long text is made before its end is looked at", () => {
  const long = "# Title\n\nA first sentence. And more.\n\n".repeat(12_000);
  for (const languageId of ["markdown", "plaintext", "typescript"]) {
    // half of it goes unread: a sentence that came last would come first to nobody
    const text = languageId === "typescript" ? long.replaceAll(/^(?=\w)/gm, "// ") : long;
    let read = 0;
    for (const { end } of utterancesOf({ text, languageId, offset: 0 })) {
      read = end;
      break;
    }
    assert.ok(read > 0 && read < 100, languageId);
  }
  const [first] = markdownPieces(long);
  assert.ok((first?.end ?? 0) < 5000);
});
