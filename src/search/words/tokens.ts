import { stemmer } from "stemmer";

/**
 * 🚀, ✗, a flag. Each is a word of its own, whatever stands beside it; how it is to be drawn (its skin, coloured or not)
 * and what joins several into one is left out.
 */
const picture = String.raw`\p{RI}{2}|[\p{Extended_Pictographic}\u2600-\u27bf]`;
const word = new RegExp(String.raw`[\p{L}\p{N}_$]+|${picture}`, "gu");
/** "parseHTTPResponse2" → parse HTTP Response 2 */
const part = new RegExp(
  String.raw`\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|[\p{Lo}\p{Lm}]+|${picture}`,
  "gu",
);
/** Scripts that put no space between words: each two letters that stand together are taken as one. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

const letter = new RegExp(String.raw`[\p{L}\p{N}]|${picture}`, "u");

/** False for signs alone, which no place is found by. */
export const hasWords = (text: string): boolean => letter.test(text);

/** The parts of words and identifiers in a text, as they are written, with their place in it. */
export function partsOf(text: string): { readonly text: string; readonly at: number }[] {
  return [...text.matchAll(part)].flatMap(({ 0: piece, index }) => {
    if (piece.length < 3 || !unspaced.test(piece)) return { text: piece, at: index };
    return Array.from({ length: piece.length - 1 }, (_, i) => ({
      text: piece.slice(i, i + 2),
      at: index + i,
    }));
  });
}

/**
 * The terms of a piece of text or code, in order, repeats included: the stem of every word, and for an identifier
 * of several words both the whole and its parts. Lower case.
 */
export const toTerms = (text: string): string[] => wordsOf(text).flatMap(termsOfWord);

/** The words and identifiers of a text, in order, repeats included. */
export const wordsOf = (text: string): readonly string[] =>
  (text.match(word) ?? []).filter(({ length }) => length <= longest);

/** What one word or identifier is found by. */
export function termsOfWord(identifier: string): string[] {
  const pieces = splitIdentifier(identifier);
  const stems = pieces.filter((piece) => piece.length > 1 || pieces.length === 1).map(toStem);
  // a sentence without spaces is no name
  const isName = pieces.length !== 1 && !unspaced.test(identifier);
  return isName ? [identifier.toLowerCase(), ...stems] : stems;
}

/** The terms of a query. Words such as "the" are left out, unless there are no others. */
export function tellingTerms(query: string): readonly string[] {
  const all = toTerms(query);
  const telling = all.filter((term) => !isCommon(term));
  return telling.length ? telling : all;
}

/** The words an identifier is made of, lower case: "loadUserIds" → load, user, ids. */
export function splitIdentifier(identifier: string): string[] {
  return partsOf(identifier).map(({ text }) => text.toLowerCase());
}

/** "get" of "Cache.get". */
export const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** A word as it is compared: lower case, without its ending. */
export const toStem = (word: string): string =>
  word.length > 2 && /^[a-z]+$/.test(word) ? stemmer(word) : word;

/** Words that stand in questions but say nothing about what is looked for. */
export const isCommon = (term: string): boolean => common.has(term);

// hashes, base64 and the like are no words
const longest = 64;

/** The same characters, apart from the text they were cut from: a cut piece keeps the whole text in memory. */
export const detached = (piece: string): string => Buffer.from(piece).toString();

const common = new Set(
  (
    "a an and any are as at be been but by can could did do does for from get had has have how i if in into is it its " +
    "me my of on or our shall she should so some such than that the their them then there these they this those to us " +
    "was we were what when where which who whose why will with would you your"
  )
    .split(" ")
    .flatMap((each) => [each, toStem(each)]),
);
