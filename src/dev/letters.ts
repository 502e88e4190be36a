// Learns how letters are pronounced from misaki's lexicons and writes predictors/english/data/letterToSound.json.
//   node src/dev/run.mjs letters <folder with us_gold.json and us_silver.json>
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { alignAll, type Aligned } from "./letters/align.ts";
import { growTree } from "./letters/grow.ts";
import { openLetterToSound } from "../../predictors/english/letterToSound.ts";

const target = "predictors/english/data/letterToSound.json";
const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Name the folder that holds us_gold.json and us_silver.json.");

const pairs = ["us_gold.json", "us_silver.json"].flatMap((file) => wordsOf(join(folder, file)));
const aligned = alignAll(pairs);
console.log(`${pairs.length} words, ${aligned.length} aligned`);

// one word in twenty is kept back to see how well words are said that were never seen
const isTest = (_: unknown, i: number): boolean => i % 20 === 7;
const learned = openLetterToSound(growTree(aligned.filter((word, i) => !isTest(word, i))));
report(aligned.filter(isTest), learned);

const tree = growTree(aligned);
const notice =
  "Learned by src/dev/letters.ts from us_gold.json and us_silver.json of misaki 0.9.4 (hexgrad, Apache-2.0).";
writeFileSync(target, `${JSON.stringify({ notice, ...tree })}\n`);
console.log(`${target}: ${JSON.stringify(tree).length} characters, ${tree.answers.length} answers`);

function wordsOf(file: string): (readonly [word: string, phonemes: string])[] {
  const entries = Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>);
  return entries.flatMap(([word, said]) => {
    const phonemes = typeof said === "string" ? said : (said as { DEFAULT?: string }).DEFAULT;
    const isAcronym = /^[A-Z]{2,}s?$/.test(word);
    return phonemes && !isAcronym && /^[a-z']{2,}$/i.test(word)
      ? [[word.toLowerCase(), phonemes] as const]
      : [];
  });
}

function report(words: readonly Aligned[], say: (word: string) => string): void {
  let [exact, exactPlain, errors, sounds] = [0, 0, 0, 0];
  for (const { word, chunks } of words) {
    const [truth, said] = [chunks.join(""), say(word)];
    const [plainTruth, plainSaid] = [truth, said].map((text) => text.replace(/[ˈˌ]/g, "")) as [
      string,
      string,
    ];
    if (truth === said) exact++;
    if (plainTruth === plainSaid) exactPlain++;
    errors += distance([...plainTruth], [...plainSaid]);
    sounds += [...plainTruth].length;
  }
  const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
  console.log(
    `never seen: ${percent(errors, sounds)} of the phonemes wrong, ${percent(exactPlain, words.length)} of the words right, ${percent(exact, words.length)} with their stress`,
  );
}

/** Levenshtein's distance. */
function distance(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, j) => j + 1);
  row.unshift(0);
  for (const [i, x] of a.entries()) {
    const next = [i + 1];
    for (const [j, y] of b.entries())
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (x === y ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
