import { sayPlaces } from "./places.ts";
import { sayQuantities } from "./quantities.ts";
import readings from "./data/readings.json" with { type: "json" };

const fixed = readings as Readonly<Record<string, string>>;
const fixedPattern = new RegExp(
  `(?<![\\w.])(?:${Object.keys(fixed)
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
    .join("|")})(?![\\w+#]|\\.\\w)`,
  "g",
);

/** Marks that are said as words, once everything that uses them otherwise is gone. */
const symbols: readonly (readonly [RegExp, string])[] = [
  [/=>|->|→|⇒/g, " arrow "], [/←/g, " from"], [/===/g, " strictly equals "], [/!==?/g, " is not equal to "], [/==/g, " is equal to "],
  [/<=|≤/g, " is at most "], [/>=|≥/g, " is at least "], [/≠/g, " is not equal to "], [/≈/g, " is about "], [/&&|&/g, " and "],
  [/\|\|/g, " or "], [/±/g, " plus or minus "], [/×/g, " times "], [/÷/g, " divided by "], [/°/g, " degrees "], [/²/g, " squared"], [/³/g, " cubed"],
  [/½/g, " one half "], [/¼/g, " one quarter "], [/¾/g, " three quarters "], [/∞/g, " infinity "], [/µ/g, " micro "], [/©/g, " copyright "], [/[®™]/g, ""],
  [/§/g, " section "], [/\+/g, " plus "], [/(?<=\s)=(?=\s)|=/g, " equals "], [/(?<=\s)<(?=\s)/g, " is less than "], [/(?<=\s)>(?=\s)/g, " is greater than "],
  [/@(?=\w)|(?<=\s)@(?=\s)/g, " at "], [/#(?=\d)/g, " number "], [/#(?=\w)/g, " hash "], [/%/g, " percent "], [/~(?=\s?\w)/g, " about "],
  [/(?<=\w)\/(?=\w)/g, " slash "], [/(?<=\s)\*(?=\s)/g, " times "], [/(?<=\s)\/(?=\s)/g, " slash "], [/\$(?=\w)/g, " "],
]; // prettier-ignore

/** Marks that part what is said; the voices know these. */
const pauses: readonly (readonly [RegExp, string])[] = [
  [/\s+[-–—]+\s+|—|–|--+/g, " — "], [/…|\.{3,}/g, "… "], [/[()[\]{}]+/g, ", "], [/[«»„“”"]/g, " "],
  [/(?<=\w)-(?=\w)/g, " "], [/[\\_|`^*~<>/#$@]|(?<!\w)'|'(?!\w)|-/g, " "], [/\s*,(?:\s*,)*/g, ","], [/,(?=\s*[.;:!?…])/g, ""], [/([.;:!?]),/g, "$1"],
  [/^[\s,;:.]+/g, ""], [/,(?=\w)/g, ", "], [/\s+([,.;:!?…])/g, "$1"], [/([.!?])(?:[.,!?]|\s(?=[.!?]))+/g, "$1"], [/\s+/g, " "],
]; // prettier-ignore

/** Invisible marks, emoji and everything else without a sound in English. */
const silent = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Extended_Pictographic}\ufe00-\ufe0f\u20e3]/gu;

const tags =
  /<\/?(?:a|b|i|em|strong|code|br|hr|p|div|span|ul|ol|li|h[1-6]|table|tr|td|th|img|pre|kbd|sub|sup|details|summary)\b[^<>]*>/gi;

/** English text as words and the marks . , ; : ! ? … — only: everything that is written shorter than it is said is put into words. */
export function normalise(text: string): string {
  const plain = text
    .replace(tags, " ")
    .replace(/[\r\n\t\u2028\u2029]+/g, " ")
    .replace(/[©®™]/g, (mark) => symbols.find(([pattern]) => mark.search(pattern) === 0)?.[1] ?? "")
    .replace(silent, "")
    .normalize("NFC")
    .replace(/[‘’ʼ]/g, "'");
  const words = sayQuantities(
    sayPlaces(plain.replace(fixedPattern, (match) => fixed[match] ?? "")),
  );
  const said = symbols.reduce((all, [pattern, word]) => all.replace(pattern, word), words);
  const parted = pauses.reduce((all, [pattern, mark]) => all.replace(pattern, mark), said).trim();
  return /\p{L}/u.test(parted) ? parted : "";
}
