import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { normalise } from "../../predictors/english/normalise.ts";
import {
  type CodeStyle,
  type Manner,
  type Punctuation,
  usualManner,
} from "../../src/speech/utterance.ts";
import { toUtterances } from "../../src/speech/utterances.ts";

const folder = resolve("test/speech/spoken");

/**
 * `[language, kind …]`, then lines of "what is written ⇒ what is heard". ⏎ is a line end, | parts sentences. Among the
 * kinds a style ("literal") and "punctuation most" change the manner; the others only say what the lines are about.
 */
function* rowsOf(file: string) {
  let [language, title, manner] = ["", "", usualManner];
  for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
    const [, heading] = /^\[([a-z.]+(?:, [^\]]+)?)\]$/.exec(line) ?? [];
    if (heading && !line.includes("⇒")) {
      const [first = "", ...kinds] = heading.split(", ");
      [language, title, manner] = [first, heading, toManner(kinds)];
      continue;
    }
    const at = line.indexOf(" ⇒");
    if (at > 0)
      yield {
        language,
        title,
        manner,
        written: line.slice(0, at).replaceAll("⏎", "\n"),
        heard: line.slice(at + 2).trim(),
      };
  }
}

function toManner(kinds: readonly string[]): Manner {
  const style = kinds.find((kind) => /^(prose|idiomatic|literal)$/.test(kind)) as CodeStyle;
  const level = kinds.find((kind) => kind.startsWith("punctuation "))?.split(" ")[1] as Punctuation;
  return { ...usualManner, ...(style && { style }), ...(level && { punctuation: level }) };
}

/** What the ear gets: the sentences as the voice puts them into words. Comments are heard alone where code is not asked for. */
function hear(written: string, language: string, manner: Manner): string {
  const heard: string[] = [];
  let isCut = false;
  for (const { spoken, pause } of toUtterances(
    { text: written, languageId: language, offset: 0 },
    manner,
  )) {
    const words = normalise(spoken);
    if (isCut) heard.push(`${heard.pop() ?? ""} ${words}`);
    else if (words) heard.push(words);
    isCut = pause < 0.1; // the first sentence was cut so that it comes soon
  }
  return heard.join(" | ");
}

const rows = readdirSync(folder).flatMap((file) => [...rowsOf(file)]);

test("the table of what is heard holds more than 800 rows, none of them twice", () => {
  assert.ok(rows.length > 800, `${rows.length} rows`);
  const seen = rows.map(({ title, written }) => `${title}: ${written}`);
  assert.deepEqual(
    seen.filter((row, i) => seen.indexOf(row) !== i),
    [],
  );
});

for (const title of new Set(rows.map((row) => row.title)))
  test(`${title} is heard as a programmer would say it`, () => {
    const told = rows.filter((row) => row.title === title);
    const wrong = told.flatMap(({ written, language, manner, heard }) => {
      const comments = title.includes("comments") ? { ...manner, style: "prose" as const } : manner;
      const said = hear(written, language, comments);
      return said === heard ? [] : [`${written}\n  is heard as  ${said}\n  instead of   ${heard}`];
    });
    assert.ok(wrong.length === 0, `${wrong.length} of ${told.length}:\n${wrong.join("\n")}`);
  });
