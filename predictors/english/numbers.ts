const small = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" "); // prettier-ignore
const tens = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const powers = ["", "thousand", "million", "billion", "trillion", "quadrillion"];
const ordinals: Readonly<Record<string, string>> = {
  one: "first", two: "second", three: "third", five: "fifth", eight: "eighth", nine: "ninth", twelve: "twelfth",
}; // prettier-ignore

/** "1024" → one thousand twenty four. Digits only; more than 18 of them are read one by one. */
export function cardinal(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, "");
  if (plain.length > 3 * powers.length) return eachDigit(digits);
  if (plain === "0") return "zero";
  const words: string[] = [];
  const groups = plain.padStart(Math.ceil(plain.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  for (const [i, group] of groups.entries()) {
    const value = Number(group);
    if (value) words.push(...hundreds(value), powers[groups.length - 1 - i] ?? "");
  }
  return words.filter(Boolean).join(" ");
}

function hundreds(value: number): string[] {
  const [hundred, rest] = [Math.floor(value / 100), value % 100];
  const words = hundred ? [small[hundred] ?? "", "hundred"] : [];
  if (rest) words.push(underHundred(rest));
  return words;
}

function underHundred(value: number): string {
  if (value < 20) return small[value] ?? "";
  const unit = value % 10;
  return `${tens[Math.floor(value / 10)] ?? ""}${unit ? ` ${small[unit] ?? ""}` : ""}`;
}

/** "21" → twenty first. */
export function ordinal(digits: string): string {
  const words = cardinal(digits).split(" ");
  const last = words.pop() ?? "";
  return [...words, ordinals[last] ?? `${last.replace(/y$/, "ie")}th`].join(" ");
}

/** "404" → four zero four. */
export function eachDigit(digits: string): string {
  return [...digits].map((digit) => small[Number(digit)] ?? digit).join(" ");
}

/** "1.50", "1,000" or "-3" → one point five zero, one thousand, minus three. */
export function number(text: string): string {
  const [whole = "", fraction] = text
    .replace(/[,_]/g, "")
    .replace(/^[-−+]/, "")
    .split(".");
  const sign = /^[-−]/.test(text) ? "minus " : text.startsWith("+") ? "plus " : "";
  // a leading zero says that it is a code, not a quantity
  const words = /^0\d/.test(whole) ? eachDigit(whole) : cardinal(whole || "0");
  return sign + words + (fraction === undefined ? "" : ` point ${eachDigit(fraction)}`);
}

/** "2026" → twenty twenty six, "1905" → nineteen oh five, "2000" → two thousand. Four digits. */
export function year(digits: string): string {
  const [century, rest] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  if (century % 10 === 0 && rest < 10) return cardinal(digits);
  const words = rest === 0 ? "hundred" : rest < 10 ? `oh ${small[rest] ?? ""}` : underHundred(rest);
  return `${underHundred(century)} ${words}`;
}

/** "1080" → ten eighty, "720" → seven twenty, "404" → four oh four, "500" → five hundred: codes and sizes of 3 or 4 digits. */
export function pairs(digits: string): string {
  if (digits.length === 4 && !digits.startsWith("0")) return year(digits);
  if (digits.length !== 3 || digits.startsWith("0")) return cardinal(digits);
  const [hundred, rest] = [cardinal(digits.charAt(0)), digits.slice(1)];
  if (rest === "00") return `${hundred} hundred`;
  return `${hundred} ${rest.startsWith("0") ? `oh ${cardinal(rest)}` : cardinal(rest)}`;
}

/** "8080" → eighty eighty, "3000" → three thousand, "443" → four forty three. */
export const port = (digits: string): string =>
  /^\d{3,4}$/.test(digits) && !digits.endsWith("00") ? pairs(digits) : cardinal(digits);

/** True for one, so that the noun after it stays singular. */
export const isOne = (digits: string): boolean => /^0*1$/.test(digits);
