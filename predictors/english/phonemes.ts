import { type Entry, openLexicon } from "./lexicon.ts";
import { normalise } from "./normalise.ts";
import { openWords, type Role, type SayWord, type Way } from "./words.ts";

/** English text to phonemes in misaki's alphabet. */
export interface English {
  /** One string a sentence, at most `longest` symbols each; words parted by spaces, marks of punctuation kept. Empty when there is nothing to say. */
  toPhonemes(text: string, longest: number): readonly string[];
  /** How each word of a text came to its phonemes. */
  explain(
    text: string,
  ): readonly { readonly word: string; readonly phonemes: string; readonly way: Way }[];
}

/** `files` are the parsed us_gold.json and us_silver.json of misaki, in this order. */
export function openEnglish(files: readonly Readonly<Record<string, Entry>>[]): English {
  const say = openWords(openLexicon(files));
  return {
    toPhonemes: (text, longest) =>
      sentencesOf(normalise(text))
        .map((sentence) => phonemesOf(sentence, say))
        .filter((phonemes) => /[^\s\p{P}]/u.test(phonemes))
        .flatMap((phonemes) => pieces(phonemes, longest)),
    explain: (text) =>
      tokensOf(normalise(text), say)
        .filter((word) => /\p{L}/u.test(word))
        .map((word) => ({ word, ...say(latin(word)) })),
  };
}

const sentencesOf = (words: string): string[] => words.match(/[^.!?…]+(?:[.!?…]+|$)/g) ?? [];

/** What follows an apostrophe belongs to the word: don't, it's, users'. */
const token = /[\p{L}\p{M}]+(?:'\p{L}+)*'?|[.,;:!?…—]/gu;

/** Words and marks, in order. A name of mixed case falls apart unless the lexicon has it: `getUserId` → get, User, ID. */
const tokensOf = (words: string, say: SayWord): string[] =>
  (words.match(token) ?? []).flatMap((part) => (isWhole(part, say) ? [part] : parted(part)));

const isWhole = (word: string, say: SayWord): boolean =>
  !/\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}{2}/u.test(word) || say(word.toLowerCase()).way === "lexicon";

/** Parts of an identifier that are capitals, though they are not written so. */
const acronyms = /^(?:ids?|ui|apis?|io|os|urls?|uris?|ip|db|ai|cli|ide)$/i;

const parted = (word: string): string[] =>
  word
    .split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll}{2})/u)
    .map((part) => (acronyms.test(part) ? part.toUpperCase().replace(/S$/, "s") : part));

function phonemesOf(sentence: string, say: SayWord): string {
  const tokens = tokensOf(sentence, say);
  let said = "";
  // right to left: how "the" and "to" sound depends on the sound that follows
  for (let i = tokens.length - 1; i >= 0; i--) {
    const word = tokens[i] ?? "";
    if (!/\p{L}/u.test(word)) {
      said = word + (said ? ` ${said}` : "");
      continue;
    }
    const phonemes =
      special(word, { next: said, before: tokens[i - 1] }) ??
      say(latin(word), roleAfter(tokens[i - 1])).phonemes;
    if (phonemes) said = phonemes + (/^[.,;:!?…]/.test(said) ? said : said ? ` ${said}` : "");
  }
  return said;
}

/** Letters with accents as the plain ones; other scripts have no sound here. */
const latin = (word: string): string =>
  word.normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss").replace(/æ/gi, "ae").replace(/ø/gi, "o").replace(/[^a-zA-Z']/g, ""); // prettier-ignore

const vowelNext = /^[ˈˌ]*[əɪiɛæɑʌOIAᵊɔuᵻɜWʊY]/u;

/** Small words that change with the sound of what follows, which is already said. */
function special(
  word: string,
  { next, before }: { readonly next: string; readonly before: string | undefined },
): string | undefined {
  switch (word.toLowerCase()) {
    case "a":
      return word === "A" && before !== undefined ? undefined : "ɐ";
    case "an":
      return "ɐn";
    case "the":
      return vowelNext.test(next) ? "ði" : "ðə";
    case "to":
      return !next || /^\p{P}/u.test(next) ? "tu" : vowelNext.test(next) ? "tʊ" : "tə";
    case "used":
      // "it used to work", but "a rod is used to catch fish"
      return /^t[əʊu](?:\s|$)/.test(next) && roleAfter(before) !== "VBN" ? "jˈust" : "jˈuzd";
    default:
      return undefined;
  }
}

const beforeVerb = new Set("to will would can could should must may might not don't doesn't didn't won't can't cannot i you we they please let's and then".split(" ")); // prettier-ignore
const beforeNoun = new Set("a an the this that its his her their our my your of in on for no each every some any first last next one".split(" ")); // prettier-ignore
const beforeParticiple = new Set("is was are were be been being has have had gets got".split(" "));

/** What a word most likely is, by the word before it. There is no tagger: this settles the common cases. */
function roleAfter(before: string | undefined): Role | undefined {
  const word = before?.toLowerCase() ?? "";
  if (beforeVerb.has(word)) return "VERB";
  if (beforeNoun.has(word)) return "NOUN";
  return beforeParticiple.has(word) ? "VBN" : undefined;
}

/** Cuts at the last mark, else the last space, that keeps a piece within `longest`. */
function pieces(phonemes: string, longest: number): string[] {
  const symbols = [...phonemes.trim()];
  if (symbols.length <= longest) return [symbols.join("")];
  const head = symbols.slice(0, longest).join("");
  const mark = Math.max(...[", ", "; ", ": ", "— "].map((text) => head.lastIndexOf(text) + 1));
  const space = head.lastIndexOf(" ");
  const cut = mark > head.length / 3 ? mark : space > 0 ? space : head.length;
  return [head.slice(0, cut).trim(), ...pieces(phonemes.trim().slice(cut), longest)];
}
