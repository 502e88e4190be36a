/** A word with the phonemes that each of its letters stands for. */
export interface Aligned {
  readonly word: string;
  readonly chunks: readonly string[];
}

type Pair = readonly [word: string, phonemes: string];
type Table = Map<string, Map<string, number>>;

/** A letter stands for at most so many phonemes: the x of "ox" for two. */
const most = 2;
const rounds = 6;

/** Letters and phonemes that belong together, found by expectation maximisation. Words that cannot be aligned are left out. */
export function alignAll(pairs: readonly Pair[]): Aligned[] {
  const words = pairs.map(([word, phonemes]) => ({ word, units: unitsOf(phonemes) }));
  let table: Table | undefined;
  for (let round = 0; round < rounds; round++) {
    const counts: Table = new Map();
    for (const { word, units } of words) count(word, units.map(plain), { table, counts });
    table = normalised(counts);
  }
  return words.flatMap(({ word, units }) => {
    const lengths = best(word, units.map(plain), table ?? new Map());
    if (!lengths) return [];
    let at = 0;
    return [{ word, chunks: lengths.map((length) => units.slice(at, (at += length)).join("")) }];
  });
}

/** Phonemes, each with the stress mark before it. */
const unitsOf = (phonemes: string): string[] => phonemes.match(/[ˈˌ]*[^ˈˌ]/gu) ?? [];
const plain = (unit: string): string => unit.replace(/[ˈˌ]/g, "");

function chance(table: Table | undefined, letter: string, chunk: string): number {
  // before anything is known one phoneme a letter is likeliest
  if (!table) return [...chunk].length === 1 ? 1 : 0.1;
  return table.get(letter)?.get(chunk) ?? 1e-9;
}

/** Adds the expected number of times that each letter of the word stands for each chunk (forward-backward). */
function count(
  word: string,
  units: readonly string[],
  { table, counts }: { readonly table: Table | undefined; readonly counts: Table },
): void {
  const [n, m] = [word.length, units.length];
  const grid = (): Float64Array[] => Array.from({ length: n + 1 }, () => new Float64Array(m + 1));
  const [forward, backward] = [grid(), grid()];
  const step = (i: number, j: number, size: number): number =>
    chance(table, word.charAt(i), units.slice(j, j + size).join(""));
  at(forward, 0)[0] = 1;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= m; j++)
      for (let size = 0; size <= most && j + size <= m; size++)
        at(forward, i + 1)[j + size]! += at(forward, i)[j]! * step(i, j, size);
  at(backward, n)[m] = 1;
  for (let i = n - 1; i >= 0; i--)
    for (let j = 0; j <= m; j++)
      for (let size = 0; size <= most && j + size <= m; size++)
        at(backward, i)[j]! += at(backward, i + 1)[j + size]! * step(i, j, size);
  const total = at(forward, n)[m] ?? 0;
  if (!(total > 0)) return;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= m; j++)
      for (let size = 0; size <= most && j + size <= m; size++) {
        const weight =
          (at(forward, i)[j]! * step(i, j, size) * at(backward, i + 1)[j + size]!) / total;
        if (weight > 1e-6) add(counts, [word.charAt(i), units.slice(j, j + size).join("")], weight);
      }
}

const at = (grid: readonly Float64Array[], i: number): Float64Array => grid[i] as Float64Array;

function add(table: Table, [letter, chunk]: readonly [string, string], weight: number): void {
  const row = table.get(letter) ?? new Map<string, number>();
  row.set(chunk, (row.get(chunk) ?? 0) + weight);
  table.set(letter, row);
}

function normalised(counts: Table): Table {
  return new Map(
    [...counts].map(([letter, row]) => {
      const sum = [...row.values()].reduce((a, b) => a + b, 0);
      return [letter, new Map([...row].map(([chunk, weight]) => [chunk, weight / sum]))];
    }),
  );
}

/** How many phonemes each letter stands for in the likeliest alignment (Viterbi); undefined when there is none. */
function best(word: string, units: readonly string[], table: Table): number[] | undefined {
  const [n, m] = [word.length, units.length];
  const scores = Array.from({ length: n + 1 }, () => new Float64Array(m + 1).fill(-Infinity));
  const sizes = Array.from({ length: n + 1 }, () => new Uint8Array(m + 1));
  at(scores, 0)[0] = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= m; j++)
      for (let size = 0; size <= most && j + size <= m; size++) {
        const chunk = units.slice(j, j + size).join("");
        const score = at(scores, i)[j]! + Math.log(chance(table, word.charAt(i), chunk));
        if (score <= at(scores, i + 1)[j + size]!) continue;
        at(scores, i + 1)[j + size] = score;
        (sizes[i + 1] as Uint8Array)[j + size] = size;
      }
  if (at(scores, n)[m] === -Infinity) return undefined;
  const lengths: number[] = [];
  for (let i = n, j = m; i > 0; i--) {
    const size = sizes[i]?.[j] ?? 0;
    lengths.unshift(size);
    j -= size;
  }
  return lengths;
}
