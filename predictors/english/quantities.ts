import type { Traced } from "../../src/platform/traced.ts";
import { cardinal, eachDigit, isOne, number, ordinal, pairs, port, year } from "./numbers.ts";
import units from "./data/units.json" with { type: "json" };

const months = "January February March April May June July August September October November December".split(" "); // prettier-ignore
const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");
const unitNames = units as Readonly<Record<string, string>>;
const figure = String.raw`\d+(?:[,_]\d{3})*(?:\.\d+)?`;
const unitPattern = Object.keys(unitNames)
  .sort((a, b) => b.length - a.length)
  // "five in the row" has no inches
  .map((unit) => (unit === "in" ? String.raw`in(?!\s+\w)` : unit))
  .join("|");
const currencies: Readonly<Record<string, readonly [string, string]>> = {
  $: ["dollar", "cent"], "€": ["euro", "cent"], "£": ["pound", "penny"], "¥": ["yen", "sen"],
}; // prettier-ignore

type Rule = readonly [pattern: RegExp, say: (match: RegExpExecArray) => string | undefined];

/** In this order: what looks most like a plain number comes last. `undefined` leaves the match as it is. */
const rules: readonly Rule[] = [
  [/(?<![\w.])0[xX]([\da-fA-F]+)\b/g, ([, digits = ""]) => `hex ${marks(digits)}`],
  [/(?<![\w.])0[bB]([01]+)\b/g, ([, digits = ""]) => `binary ${marks(digits)}`],
  [/(?<![\w.])0[oO]([0-7]+)\b/g, ([, digits = ""]) => `octal ${marks(digits)}`],
  [/\b(\d{4,5}):(\d{2,5})\b(?!:)/g, ([, host = "", inside = ""]) => `${port(host)} to ${port(inside)}`],
  [/\b((?:port|expose)(?: equals|:)?) (\d{2,5})\b/gi, ([, word = "", digits = ""]) => `${word} ${port(digits)}`],
  [/\b(error|status|HTTP)( code)? ([1-5]\d\d)\b/gi, ([, word = "", more = "", digits = ""]) => `${word}${more} ${pairs(digits)}`],
  [/\b(Python|Node|Java|Ruby|Go|PHP|Django|Swift|Kotlin|Scala|Perl|Debian|Ubuntu|macOS|iOS|Android|Windows|version) (\d+)\.(\d{1,2})(?![\d.]\d|\d)/g, ([, name = "", a = "", b = ""]) =>
    `${name} ${cardinal(a)} point ${cardinal(b)}`],
  [/\bSHA-?(1|224|256|384|512)\b/g, ([, digits = ""]) => `SHA ${digits === "1" ? "one" : pairs(digits)}`],
  [new RegExp(String.raw`(?<![\w.])(${figure})\s?([BM])(?=(?: to ${figure}\s?[BM])?[ -]param)`, "g"), ([, amount = "", power]) => `${number(amount)} ${power === "B" ? "billion" : "million"}`],
  [/(?<![\w.])([48])K\b/g, ([, digits = ""]) => `${cardinal(digits)} K`],
  [/(?<![\w.)\]])\.(\d+)/g, ([, digits = ""]) => `zero point ${eachDigit(digits)}`],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?=,? \d)/g, ([, short = ""]) => weekdays.find((day) => day.startsWith(short))],
  [new RegExp(String.raw`\b(\d{1,2}) (${months.join("|")}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?: (\d{4}))?`, "g"), dayFirst],
  [/(?<![\d:])(\d{1,2}):(\d)(?![\d:])/g, ([, a = "", b = ""]) => `${cardinal(a)} to ${cardinal(b)}`],
  [/#(\d+)\b/g, ([, digits = ""]) => `number ${cardinal(digits)}`],
  [/#([\da-fA-F]{8}|[\da-fA-F]{6}|[\da-fA-F]{3})\b/g, ([, digits = ""]) => `hash ${marks(digits)}`],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, () => "a U U I D"],
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,40}\b/g, ([hash]) =>
    (hash.match(/\d/g)?.length ?? 0) > 1 && !/^\d+e\d+$/.test(hash) ? `hash ${marks(hash.slice(0, 7))}` : undefined],
  [/\b[A-Za-z\d+/_-]{41,}={0,2}/g, ([match]) => (/\d/.test(match) && /[a-z]/i.test(match) ? "a long code" : undefined)],
  [/\b(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d+)?)?(?:(Z)|[+-]\d{2}:?\d{2})?)?\b/g, date],
  [/\b(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::(\d+))?\b/g, ([, a = "", b = "", c = "", d = "", at]) =>
    [a, b, c, d].map(cardinal).join(" dot ") + (at ? ` port ${port(at)}` : "")],
  [/\b[vV](\d+(?:\.\d+)*)((?:-[a-z]+(?:\.\d+)?)?)(?!\w)/g, ([, digits = "", pre = ""]) => `version ${dots(digits)} ${tag(pre)}`],
  [/(?<![\w.])(\d+\.\d+\.\d+(?:\.\d+)*)((?:-[a-z]+(?:\.\d+)?)?)(?!\w)/g, ([, digits = "", pre = ""]) => `${dots(digits)} ${tag(pre)}`],
  // thousandths of a second are for machines
  [/\b(\d{1,2}:\d{2}:\d{2})[.,]\d{1,9}\b/g, ([, clock = ""]) => clock],
  [/\b(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?([ap])\.?m\b\.?)?(?!\d)/gi, time],
  [/\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?\s(?=\d)/g, ([, short = ""]) =>
    months.find((month) => month.startsWith(short.slice(0, 3)))],
  [new RegExp(String.raw`\b(${months.join("|")}) +(\d{1,2})(?=,? \d{4}\b|(?:st|nd|rd|th)?[\s.,;!?)]|$)(?:st|nd|rd|th)?`, "g"), ([, month = "", day = ""]) =>
    `${month} ${ordinal(day)}`],
  [new RegExp(String.raw`(?<![\w.,])(${figure}|\d+,\d{2})\s?([€£¥])(?![\d\s]*\d)`, "g"), ([, amount = "", sign = ""]) => `${sign}${amount.replace(/,(?=\d\d$)/, ".")}`],
  [new RegExp(String.raw`([$€£¥])\s?(${figure})(?:\s?(k|m|bn|thousand|million|billion|trillion)\b)?`, "gi"), money],
  [new RegExp(String.raw`(?<![\w.])(${figure})[eE]([+-]?\d+)\b`, "g"), ([, base = "", power = ""]) =>
    `${number(base)} times ten to the ${number(power.replace("+", ""))}`],
  [/\b(\d+)(?:st|nd|rd|th)\b/g, ([, digits = ""]) => ordinal(digits)],
  [/\b(\d+)\s?[x×]\s?(\d+)(px)?\b/g, ([, a = "", b = "", px]) => `${pairs(a)} by ${pairs(b)}${px ? " pixels" : ""}`],
  [new RegExp(String.raw`(?<![\w.-])(${figure})(?:\s?[–—]\s?|-)(${figure})(?=\s?(?:${unitPattern})?(?![\w-]))`, "g"), ([, a = "", b = ""]) =>
    `${number(a)} to ${b}`],
  [/(?<![\w.,])((?:19|20)\d0)s\b/g, ([, digits = ""]) => year(digits).replace(/y$/, "ie") + "s"],
  [new RegExp(String.raw`(?<![\w.])([-−+]?${figure})(?:\s{0,2}(${unitPattern})(?:/(s|sec|min|h|day|month))?)(?![\w%°]|\.\w)`, "g"), quantity],
  // "(3/10)" counts
  [/(?<=\()(\d+)\/(\d+)(?=\))/g, ([, over = "", under = ""]) => `${cardinal(over)} of ${cardinal(under)}`],
  [/(?<![\w/.])(\d+)\/(\d+)(?![\w/])/g, fraction],
  [/(?<![\w.,])((?:19|20)\d{2})(?!\w|[.,]\d)/g, ([, digits = ""]) => year(digits)],
  [new RegExp(String.raw`(?<!\w|\d[.,])[-−](?=\.?\d)`, "g"), () => "minus "],
  [new RegExp(String.raw`(?<!\w)(${figure})(?!\w)`, "g"), ([, digits = ""]) => number(digits)],
  // what is left touches letters: H264, utf8, sha256
  [/\d+/g, ([digits]) => code(digits)],
]; // prettier-ignore

/** Figures in words: dates, times, money, versions, addresses, quantities with their units, plain numbers. */
export function sayQuantities(text: Traced): Traced {
  return rules.reduce(
    (said, [pattern, say]) =>
      said.replace(pattern, (match) => {
        const words = say(match as RegExpExecArray);
        return words === undefined ? undefined : ` ${words} `;
      }),
    text,
  );
}

/** "264" → two sixty four */
const code = (digits: string): string =>
  digits.length === 3 && !digits.startsWith("0") && !/\d0\d/.test(digits)
    ? `${cardinal(digits.charAt(0))} ${cardinal(digits.slice(1)).replace("zero", "hundred")}`
    : digits.length > 4
      ? eachDigit(digits)
      : digits.length === 4
        ? pairs(digits)
        : cardinal(digits);
const marks = (digits: string): string =>
  [...digits].map((mark) => (/\d/.test(mark) ? eachDigit(mark) : mark.toUpperCase())).join(" ");
const dots = (digits: string): string => digits.split(".").map(cardinal).join(" point ");
const tag = (pre: string): string => pre.replace(/[-.]/g, " ").trim();

function date([match, y = "", m = "", d = "", hour, minute, zulu]: RegExpExecArray): string {
  const month = months[Number(m) - 1];
  if (!month || Number(d) < 1 || Number(d) > 31) return match;
  const clock = hour && minute ? ` at ${clockWords(hour, minute)}${zulu ? " U T C" : ""}` : "";
  return `${month} ${ordinal(d)}, ${year(y)}${clock}`;
}

function dayFirst([, day = "", name = "", y]: RegExpExecArray): string | undefined {
  const month = months.find((one) => one.startsWith(name.slice(0, 3)));
  if (!month || Number(day) < 1 || Number(day) > 31) return undefined;
  return `${month} ${ordinal(day)}${y ? `, ${year(y)}` : ""}`;
}

function time([match, hour = "", minute = "", second, half]: RegExpExecArray): string | undefined {
  if (Number(hour) > 24 || Number(minute) > 59) return match.replace(/:/g, " colon ");
  // no clock shows one nought for midnight: it is how long something takes
  if (hour === "0" && second) return lasting(minute, second);
  const seconds = second ? ` and ${cardinal(second)} seconds` : "";
  return clockWords(hour, minute) + seconds + (half ? ` ${half.toUpperCase()} M` : "");
}

function lasting(minute: string, second: string): string {
  const minutes = isOne(minute) ? "one minute" : `${cardinal(minute)} minutes`;
  const seconds = isOne(second) ? "one second" : `${cardinal(second)} seconds`;
  return Number(minute) ? `${minutes} and ${seconds}` : seconds;
}

function clockWords(hour: string, minute: string): string {
  if (minute === "00") return `${cardinal(hour)} o'clock`;
  return `${cardinal(hour)} ${minute.startsWith("0") ? `oh ${cardinal(minute)}` : cardinal(minute)}`;
}

const shortPowers: Readonly<Record<string, string>> = {
  k: "thousand",
  m: "million",
  bn: "billion",
};

function money([, sign = "", amount = "", power]: RegExpExecArray): string {
  const [whole, part] = currencies[sign] ?? ["", ""];
  const scaled = power && (shortPowers[power.toLowerCase()] ?? power.toLowerCase());
  if (scaled) return `${number(amount)} ${scaled} ${plural(whole)}`;
  const [units_ = "", cents] = amount.replace(/[,_]/g, "").split(".");
  if (cents?.length === 2 && cardinal(units_) === "zero" && cents !== "00")
    return `${cardinal(cents)} ${isOne(cents) ? part : plural(part)}`;
  const main = `${cardinal(units_)} ${isOne(units_) ? whole : plural(whole)}`;
  if (cents?.length !== 2 || cents === "00")
    return cents && cents !== "00" ? `${number(amount)} ${plural(whole)}` : main;
  return `${main} and ${cardinal(cents)} ${isOne(cents) ? part : plural(part)}`;
}

function quantity([, amount = "", unit = "", per]: RegExpExecArray): string | undefined {
  const name = unitNames[unit];
  if (!name) return undefined;
  const words =
    /^(?:percent|.*hertz|times|thousand|million|billion|em|rem|V [HW])$/.test(name) || isOne(amount)
      ? name
      : plural(name);
  const rate = per ? ` per ${unitNames[per] ?? per}` : "";
  return `${number(amount)} ${words}${rate}`;
}

function plural(name: string): string {
  const [head = "", ...rest] = name.split(" ");
  const many: Readonly<Record<string, string>> = {
    foot: "feet",
    inch: "inches",
    query: "queries",
    penny: "pence",
    yen: "yen",
  };
  return [many[head] ?? `${head}s`, ...rest].join(" ");
}

function fraction([match, over = "", under = ""]: RegExpExecArray): string {
  const [a, b] = [Number(over), Number(under)];
  if (a >= b || b > 10) return `${cardinal(over)} slash ${cardinal(under)}`;
  const name = b === 2 ? "half" : b === 4 ? "quarter" : ordinal(under);
  return match && `${cardinal(over)} ${a === 1 ? name : plural(name)}`;
}
