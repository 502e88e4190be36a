/** Words that are missing, too many or others, by the least number of changes. Case and marks do not count, nor how compounds are written. */
export function wordErrors(
  wanted: string,
  heard: string,
): { readonly errors: number; readonly words: number; readonly wrong: readonly string[] } {
  const [a, b] = [wordsOf(wanted), wordsOf(heard)];
  const costs = a.map(() => b.map(() => 0));
  const cost = (i: number, j: number): number =>
    i < 0 ? j + 1 : j < 0 ? i + 1 : (costs[i]?.[j] ?? Infinity);
  for (const i of a.keys())
    for (const j of b.keys()) {
      const row = costs[i];
      if (row)
        row[j] = Math.min(
          cost(i - 1, j - 1) + (a[i] === b[j] ? 0 : 1),
          cost(i - 1, j) + 1,
          cost(i, j - 1) + 1,
          // "river bank" and "riverbank"
          i > 0 && `${a[i - 1]}${a[i]}` === b[j] ? cost(i - 2, j - 1) : Infinity,
          j > 0 && a[i] === `${b[j - 1]}${b[j]}` ? cost(i - 1, j - 2) : Infinity,
        );
    }
  const missing = a.filter((word) => !b.includes(word) && !b.some((one) => one.includes(word)));
  return { errors: cost(a.length - 1, b.length - 1), words: a.length, wrong: missing };
}

/** Letters that are spelled stand together, as a recogniser writes them. */
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]+/gu, " ")
    .trim()
    .split(/\s+/)
    .filter(Boolean);
