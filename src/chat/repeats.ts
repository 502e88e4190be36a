/** So much at the end must be one text over and over, characters. */
const tail = 600;
/** Of at most so many characters: it is there four times or more. */
const longest = 150;

/** True when a text has come to nothing but its last words again and again, as small models do. */
export function repeatsItself(text: string): boolean {
  return periodAtEnd(text) !== undefined;
}

/** The text with what it repeats at its end said once; a model that reads the whole of it goes on so. */
export function withoutRepeats(text: string): string {
  const period = periodAtEnd(text);
  if (period === undefined) return text;
  let start = text.length - period;
  while (start > 0 && text[start - 1] === text[start - 1 + period]) start--;
  // up to the end of its word
  const space = text.slice(start + period).search(/\s/);
  return text.slice(0, start + period + Math.max(0, space));
}

/** The length of what the end of the text repeats, characters. */
function periodAtEnd(text: string): number | undefined {
  const end = text.slice(-tail);
  if (end.length < tail) return undefined;
  for (let period = 1; period <= longest; period++)
    if (end.endsWith(end.slice(0, tail - period))) return period;
  return undefined;
}
