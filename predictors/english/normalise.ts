import { Traced } from "../../src/platform/traced.ts";
import { literal } from "../../src/platform/literal.ts";
import { sayPlaces } from "./places.ts";
import { sayQuantities } from "./quantities.ts";
import readings from "./data/readings.json" with { type: "json" };

const fixed = readings as Readonly<Record<string, string>>;
const fixedPattern = new RegExp(
  `(?<![\\w.])(?:${Object.keys(fixed)
    .sort((a, b) => b.length - a.length)
    .map(literal)
    .join("|")})(?![\\w+#]|\\.\\w)`,
  "g",
);

const modifier = "Ctrl|Control|Cmd|Command|Alt|Option|Shift|Meta|Win|Super";
const spokenKeys: Readonly<Record<string, string>> = {
  Ctrl: "Control",
  Cmd: "Command",
  Win: "Windows",
};
const spokenUnits: Readonly<Record<string, string>> = {
  s: "second",
  sec: "second",
  min: "minute",
  h: "hour",
};
const keys = new RegExp(String.raw`\b(?:${modifier})(?:\+(?:${modifier}|[\w.,/-]+))+`, "g");

/** What is written short in a way of its own. */
const shortForms: readonly (readonly [RegExp, (match: RegExpMatchArray) => string])[] = [
  // a rule that was drawn of marks
  [/([=*_#~+-])\1{3,}/g, () => " "],
  [/(?<=[\p{L}\p{N})])\^(?:([23])(?!\w)|\{([23])\})/gu, ([, bare, braced]) => ((bare ?? braced) === "2" ? " squared" : " cubed")],
  [keys, ([match]) => match.split("+").map((key) => spokenKeys[key] ?? key).join(" ")],
  [/\b([A-Z]{2,})\/([A-Z]{2,})\b/g, ([, a = "", b = ""]) => `${a} ${b}`],
  [/\b([A-Z][a-z]+|D3)\.js\b/g, ([, name = ""]) => `${name} J S`],
  [/\bNo\. ?(?=\d)/g, () => "number "],
  [/(?<=\p{L})\(s\)/gu, () => "s"],
  [/(?<=\bHEAD|\b[\da-f]{7})~(?=\d)/g, () => " tilde "],
  [/\bO\(([^()]{1,20})\)/g, ([, size = ""]) => `O of ${size}`],
  [/(?<=\b[\da-f]{7,40})\.{2,3}(?=[\da-f]{7,40}\b)/g, () => " to "],
  [/(?<!\S)(?:[\d*,-]+(?:\/\d+)? ){4}[\d*,-]+(?!\S)/g, ([times]) => (times.includes("*") ? times.replaceAll("*", "star").replaceAll("/", " slash ") : times)],
  [/(?<=\s)!(?!important)(?=[\p{L}_])/gu, () => "not "],
  [/(?<=\w)@(?=v?\d+\.\d)(?!\d+(?:\.\d+){3}\b)/g, () => " at version "],
  [/<([\w.+-]+@[\w.-]+)>/g, ([, address = ""]) => `${address} `],
  [/(?<=^|\s):(\d{2,5})(?![\w:.])/g, ([, digits = ""]) => `port ${digits}`],
  [/\b((?:Make|Docker|Rake|Gem|Jenkins)file):(\d+)\b/g, ([, name = "", line = ""]) => `${name}, line ${line}`],
  [/(?<![^\s("'`])--(?=[a-z])/g, () => " dash dash "],
  [/(?<![^\s("'`])-([A-Za-z]{1,2})(?=$|[\s,.;)"'`])/g, ([, letters = ""]) => ` dash ${[...letters.toUpperCase()].join(" ")}`],
  [/(?<!\S)\*\.(?=\w)/g, () => "star."],
  [/(?<=\p{L})\/(s|sec|min|h|hour|day|month|year)\b/gu, ([, unit = ""]) => ` per ${spokenUnits[unit] ?? unit}`],
  [/\.<(\w+)>/g, ([, name = ""]) => ` ${name}`],
  [/::+/g, () => ": "],
]; // prettier-ignore

/** Marks that are said as words, once everything that uses them otherwise is gone. */
const symbols: readonly (readonly [RegExp, string])[] = [
  // every column, every file; and what is asked of an address
  [/(?<=\bSELECT\s|\()\*(?=[\s),])|(?<=\s)\*(?=\s*(?:$|[;|)]))/gi, " star "], [/(?<=\w\s*)\?(?=[\w.-]+=)/g, ", "],
  [/=>|->|→|⇒/g, " arrow "], [/←/g, " from"], [/===/g, " strictly equals "], [/!==?/g, " is not equal to "], [/==/g, " is equal to "],
  [/<=|≤/g, " is at most "], [/>=|≥/g, " is at least "], [/≠/g, " is not equal to "], [/≈/g, " is about "], [/&&|&/g, " and "],
  [/\|\|/g, " or "], [/±/g, " plus or minus "], [/×/g, " times "], [/÷/g, " divided by "], [/°/g, " degrees "], [/²/g, " squared"], [/³/g, " cubed"],
  [/½/g, " one half "], [/¼/g, " one quarter "], [/¾/g, " three quarters "], [/∞/g, " infinity "], [/µ/g, " micro "], [/©/g, " copyright "], [/[®™]/g, ""],
  [/§/g, " section "], [/\+/g, " plus "], [/(?<=\s)=(?=\s)|=/g, " equals "], [/(?<=\s)<(?=\s)/g, " is less than "], [/(?<=\s)>(?=\s)/g, " is greater than "],
  [/@(?=\s?\w)|(?<=\s)@(?=\s)/g, " at "], [/#(?=\d)/g, " number "], [/#(?=\w)/g, " hash "], [/%/g, " percent "], [/~(?=\s?\w)/g, " about "],
  [/(?<=\w)\/(?=\w)/g, " slash "], [/(?<=\s)\*(?=\s)/g, " times "], [/(?<=\s)\/(?=\s)/g, " slash "], [/\$(?=\w)/g, " "],
  [/(?<=[\p{L}\p{N})])\.(?=[\p{Ll}])/gu, " dot "], [/(?<= dot [\p{L}\p{N}_]+)\.(?=\p{Lu})/gu, " dot "], [/(?<=\p{Ll}):(?=\w)/gu, ": "], [/(?<!\S)\.(?=\p{Ll})/gu, "dot "],
]; // prettier-ignore

const first = ([, mark = ""]: RegExpMatchArray): string => mark;

/** Marks that part what is said; the voices know these. */
const pauses: readonly (readonly [RegExp, string | ((match: RegExpMatchArray) => string)])[] = [
  [/\s+[-–—]+\s+|—|–|--+/g, " — "], [/…|\.{3,}/g, "… "], [/\(\s*\)|[)\]}]+\s*$/g, ""], [/[()[\]{}]+/g, ", "], [/[«»‹›„“”"]/g, " "],
  [/(?<=\w)-(?=\w)/g, " "], [/[\\_|`^*~<>/#$@]|(?<![\p{L}\p{N}_])'|'(?![\p{L}\p{N}_])|-/gu, " "], [/\s*,(?:\s*,)*/g, ","], [/,(?=\s*[.;:!?…])/g, ""], [/([.;:!?]),/g, first],
  [/^[\s,;:.!?]+/g, ""], [/,(?=\w)/g, ", "], [/\s+([,.;:!?…])/g, first], [/([.!?])(?:[.,!?]|\s(?=[.!?]))+/g, first], [/\s+/g, " "], [/^ | $/g, ""],
]; // prettier-ignore

/** Invisible marks, emoji and everything else without a sound in English. */
const silent = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Extended_Pictographic}\ufe00-\ufe0f\u20e3]/gu;

const tags =
  /<\/?(?:a|b|i|em|strong|code|br|hr|p|div|span|ul|ol|li|h[1-6]|table|tr|td|th|img|pre|kbd|sub|sup|details|summary)\b[^<>]*>/gi;

/**
 * English text as words and the marks . , ; : ! ? … — only: everything that is written shorter than it is said is put into
 * words. Each word knows the part of the text that it stands for.
 */
export function normalised(text: string): Traced {
  const plain = new Traced()
    .copy(text, 0)
    .replace(tags, " ")
    .replace(/[©®™]/g, ([mark]) => (mark === "©" ? " copyright " : ""))
    .replace(silent, "")
    .replace(/[^\p{M}]\p{M}+/gu, ([letter]) => letter.normalize("NFC"))
    .replace(/[‘’ʼ]/g, "'");
  const short = shortForms.reduce(
    (all, [pattern, say]) => all.replace(pattern, say),
    plain.replace(fixedPattern, ([match]) => fixed[match]),
  );
  const words = sayQuantities(sayPlaces(short));
  const said = symbols.reduce((all, [pattern, word]) => all.replace(pattern, word), words);
  const parted = pauses.reduce((all, [pattern, mark]) => all.replace(pattern, mark), said);
  return /\p{L}/u.test(parted.text) ? parted : new Traced();
}

export const normalise = (text: string): string => normalised(text).text;
