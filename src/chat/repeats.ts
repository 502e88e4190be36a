/** So much at the end must be one text over and over, characters. */
const tail = 600;
/** Of at most so many characters: it is there four times or more. */
const longest = 150;

/** True when a text has come to nothing but its last words again and again, as small models do. */
export function repeatsItself(text: string): boolean {
  const end = text.slice(-tail);
  if (end.length < tail) return false;
  for (let period = 1; period <= longest; period++)
    if (end.endsWith(end.slice(0, tail - period))) return true;
  return false;
}
