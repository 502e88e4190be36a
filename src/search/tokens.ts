import { stemmer } from "stemmer";

const word = /[\p{L}\p{N}_$]+/gu;
/** "parseHTTPResponse2" → parse HTTP Response 2 */
export const part = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|[\p{Lo}\p{Lm}]+/gu;

/**
 * The terms of a piece of text or code, in order, repeats included: the stem of every word, and for an identifier
 * of several words both the whole and its parts. Lower case.
 */
export function toTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [found] of text.matchAll(word)) {
    if (found.length > longest) continue;
    const known = termsOf.get(found) ?? remember(found);
    for (const term of known) terms.push(term);
  }
  return terms;
}

/** The words an identifier is made of, lower case: "loadUserIds" → load, user, ids. */
export function splitIdentifier(identifier: string): string[] {
  return (identifier.match(part) ?? []).map((piece) => piece.toLowerCase());
}

/** A word as it is compared: lower case, without its ending. */
export const toStem = (word: string): string =>
  word.length > 2 && /^[a-z]+$/.test(word) ? stemmer(word) : word;

/** Words that stand in questions but say nothing about what is looked for. */
export const isCommon = (term: string): boolean => common.has(term);

// hashes, base64 and the like are no words
const longest = 64;
const termsOf = new Map<string, readonly string[]>();

/** The same characters, apart from the text they were cut from: a cut piece keeps the whole text in memory. */
export const detached = (piece: string): string => Buffer.from(piece).toString();

function remember(cut: string): readonly string[] {
  const identifier = detached(cut);
  // code repeats its words: nearly all look-ups hit, and the map must not grow for ever
  if (termsOf.size > 200_000) termsOf.clear();
  const pieces = splitIdentifier(identifier);
  const stems = pieces.filter((piece) => piece.length > 1 || pieces.length === 1).map(toStem);
  const whole = identifier.toLowerCase();
  const terms = pieces.length === 1 ? stems : [whole, ...stems];
  termsOf.set(identifier, terms);
  return terms;
}

const common = new Set(
  (
    "a an and any are as at be been but by can could did do does for from get had has have how i if in into is it its " +
    "me my of on or our shall she should so some such than that the their them then there these they this those to us " +
    "was we were what when where which who whose why will with would you your"
  )
    .split(" ")
    .flatMap((each) => [each, toStem(each)]),
);
