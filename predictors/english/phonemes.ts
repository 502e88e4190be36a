import type { Range, Traced } from "../../src/platform/traced.ts";
import { type Entry, openLexicon } from "./lexicon.ts";
import { fromIpa } from "./ipa.ts";
import { normalised } from "./normalise.ts";
import { openWords, type Role, type SayWord, type Way } from "./words.ts";

/** A word of what is said. */
export interface PhraseWord {
  /** UTF-16 offsets into the phonemes; end exclusive. */
  readonly from: number;
  readonly to: number;
  /** UTF-16 offsets into the text. */
  readonly start: number;
  readonly end: number;
}

/** What is said in one breath. */
export interface Phrase {
  /** In misaki's alphabet: words parted by spaces, marks of punctuation kept. */
  readonly phonemes: string;
  readonly words: readonly PhraseWord[];
}

/** English text to phonemes in misaki's alphabet. */
export interface English {
  /**
   * One phrase a sentence, of at most `longest` symbols. Empty when there is nothing to say. `own` are words in any case
   * with their phonemes, in misaki's alphabet or IPA: they come before every lexicon.
   */
  toPhrases(text: string, longest: number, own?: Readonly<Record<string, string>>): Phrase[];
  /** How each word of a text came to its phonemes. */
  explain(
    text: string,
  ): readonly { readonly word: string; readonly phonemes: string; readonly way: Way }[];
}

/** `files` are the parsed us_gold.json and us_silver.json of misaki, in this order. */
export function openEnglish(files: readonly Readonly<Record<string, Entry>>[]): English {
  const lexical = openWords(openLexicon(files));
  return {
    toPhrases(text, longest, own = {}) {
      const say = withOwn(lexical, own);
      const words = normalised(text);
      return sentencesOf(words)
        .map((sentence) => phraseOf(sentence, say))
        .filter(({ phonemes }) => /[^\s\p{P}]/u.test(phonemes))
        .flatMap((phrase) => pieces(phrase, longest));
    },
    explain: (text) =>
      tokensOf(normalised(text), lexical)
        .filter(({ text: word }) => /\p{L}/u.test(word))
        .map(({ text: word }) => ({ word, ...lexical(latin(word)) })),
  };
}

/** Words that a person gave the sounds of. */
function withOwn(say: SayWord, own: Readonly<Record<string, string>>): SayWord {
  const entries = Object.entries(own);
  if (!entries.length) return say;
  const sounds = new Map(entries.map(([word, how]) => [latin(word).toLowerCase(), fromIpa(how)]));
  return (word, role) => {
    const phonemes = sounds.get(word.toLowerCase());
    return phonemes ? { phonemes, way: "lexicon" } : say(word, role);
  };
}

const sentencesOf = (words: Traced): Traced[] =>
  [...words.text.matchAll(/[^.!?…]+(?:[.!?…]+|$)/g)].map(({ index, 0: sentence }) =>
    words.slice(index, index + sentence.length),
  );

/** What follows an apostrophe belongs to the word: don't, it's, users'. */
const token = /[\p{L}\p{M}]+(?:'\p{L}+)*'?|[.,;:!?…—]/gu;

/** A word or a mark, and the part of the text that it stands for. */
interface Token extends Range {
  readonly text: string;
}

/** Words and marks, in order. A name of mixed case falls apart unless the lexicon has it: `getUserId` → get, User, ID. */
function tokensOf(words: Traced, say: SayWord): Token[] {
  return [...words.text.matchAll(token)].flatMap(({ index, 0: part }) => {
    const { start, end } = words.range(index, index + part.length);
    if (isWhole(part, say)) return [{ text: part, start, end }];
    let at = index;
    return parted(part).map((text) => {
      const place = words.range(at, at + text.length);
      at += text.length;
      return { text, ...place };
    });
  });
}

const isWhole = (word: string, say: SayWord): boolean =>
  !/\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}{2}/u.test(word) || say(word.toLowerCase()).way === "lexicon";

/** Parts of an identifier that are capitals, though they are not written so. */
const acronyms = /^(?:ids?|ui|apis?|io|os|urls?|uris?|ip|db|ai|cli|ide)$/i;

const parted = (word: string): string[] =>
  word
    .split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll}{2})/u)
    .map((part) => (acronyms.test(part) ? part.toUpperCase().replace(/S$/, "s") : part));

function phraseOf(sentence: Traced, say: SayWord): Phrase {
  const tokens = tokensOf(sentence, say);
  let said = "";
  /** Ends are counted from the end of what is said, which is all that is known. */
  const words: PhraseWord[] = [];
  // right to left: how "the" and "to" sound depends on the sound that follows
  for (let i = tokens.length - 1; i >= 0; i--) {
    const { text: word, start, end } = tokens[i] ?? { text: "", start: 0, end: 0 };
    if (!/\p{L}/u.test(word)) {
      said = word + (said ? ` ${said}` : "");
      continue;
    }
    const before = tokens[i - 1]?.text;
    const phonemes =
      special(word, { next: said, before }) ?? say(latin(word), roleAfter(before)).phonemes;
    if (!phonemes) continue;
    const rest = /^[.,;:!?…]/.test(said) ? said : said ? ` ${said}` : "";
    words.push({ from: phonemes.length + rest.length, to: rest.length, start, end });
    said = phonemes + rest;
  }
  return {
    phonemes: said,
    words: words.toReversed().map(({ from, to, start, end }) => ({
      from: said.length - from,
      to: said.length - to,
      start,
      end,
    })),
  };
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
function pieces(phrase: Phrase, longest: number): Phrase[] {
  const { phonemes } = phrase;
  if (phonemes.length <= longest) return [phrase];
  const head = phonemes.slice(0, longest);
  const mark = Math.max(...[", ", "; ", ": ", "— "].map((text) => head.lastIndexOf(text) + 1));
  const space = head.lastIndexOf(" ");
  const cut = mark > head.length / 3 ? mark : space > 0 ? space : head.length;
  return [part(phrase, 0, cut), ...pieces(part(phrase, cut, phonemes.length), longest)];
}

/** The symbols [from, to) without the spaces at both ends, and the words that begin there. */
function part({ phonemes, words }: Phrase, from: number, to: number): Phrase {
  const text = phonemes.slice(from, to);
  const [at, trimmed] = [from + text.length - text.trimStart().length, text.trim()];
  return {
    phonemes: trimmed,
    words: words
      .filter((word) => word.from >= at && word.from < at + trimmed.length)
      .map((word) => ({
        ...word,
        from: word.from - at,
        to: Math.min(word.to - at, trimmed.length),
      })),
  };
}
