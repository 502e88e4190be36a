/** Texts and comments, whose brackets mean nothing; close enough in most languages. */
const silent = /\/\*[^]*?\*\/|\/\/.*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
const pairs = ["()", "[]", "{}"] as const;

/**
 * True when a change opens as many brackets as it closes. What was out of balance before, by a sign that is read wrongly
 * here or a file that somebody is in the middle of, may stay so.
 */
export function keepsBrackets(before: string, after: string): boolean {
  const [old, now] = [before, after].map(balanceOf);
  return pairs.every((pair) => old?.get(pair) === now?.get(pair));
}

/** How many more of each bracket are opened than closed. */
function balanceOf(text: string): ReadonlyMap<string, number> {
  const bare = text.replace(silent, "");
  const count = (sign: string): number => bare.split(sign).length - 1;
  return new Map(pairs.map((pair) => [pair, count(pair[0] ?? "") - count(pair[1] ?? "")]));
}
