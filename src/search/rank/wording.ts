import { hasWords } from "../words/tokens.ts";

/** What of a query is to be found word for word. */
export interface Wording {
  /** What stands in quotation marks: a place without it is no result. */
  readonly demanded: readonly string[];
  /** All of it, where it looks copied: an error message, a piece of code, the name of a setting. */
  readonly likely?: string;
}

/** What a place is worth more that has the query word for word: less than one that defines its name. */
export const verbatimBonus = 0.8;

/** A phrase in quotation marks that stand apart, not those of a piece of code. */
const quoted = /(?<=^|\s)(?:"([^"]+)"|“([^”]+)”)(?=$|[\s,.?!])/g;

/** Undefined for a query in words of one's own. */
export function toWording(query: string): Wording | undefined {
  const lines = query.trim().split("\n").length;
  const quotes = lines > 1 ? [] : [...query.matchAll(quoted)];
  const phrases = quotes.map(([, straight, curly]) => straight ?? curly ?? "").filter(hasWords);
  if (phrases.length) return { demanded: phrases.map(squeeze) };
  const whole = squeeze(query);
  const isCode = /[()[\]{}<>=_$#@:;/|&+*%]|[\p{L}\p{N}][.-][\p{L}\p{N}]|^-/u.test(whole);
  const looksCopied = isCode || whole.split(" ").length > 3;
  return whole.length > 2 && looksCopied ? { demanded: [], likely: whole } : undefined;
}

/** Whether a text has everything that is demanded, and whether it has the query word for word. */
export function compare(
  text: string,
  { demanded, likely }: Wording,
): { fits: boolean; is: boolean } {
  const own = squeeze(text);
  const fits = demanded.every((phrase) => own.includes(phrase));
  return { fits, is: likely !== undefined && own.includes(likely) };
}

/** Small letters, without the ends of lines and the marks of comments at their beginning. */
const squeeze = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^[ \t]*(?:\/\/+|\*+(?!\/)|#+ )[ \t]*/gm, "")
    .replace(/\s+/g, " ")
    .trim();
