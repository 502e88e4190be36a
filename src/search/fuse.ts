/** One ranking: things, best first, and how much it counts. */
export interface Ranking {
  readonly order: readonly number[];
  readonly weight: number;
}

/** Of the paper; smaller ones let the first places weigh more. */
const k = 60;

/** Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): Σ weight / (k + rank), scaled so that the best is 1. */
export function fuse(rankings: readonly Ranking[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const { order, weight } of rankings)
    order.forEach((thing, i) => scores.set(thing, (scores.get(thing) ?? 0) + weight / (k + i + 1)));
  const top = Math.max(...scores.values());
  for (const [thing, score] of scores) scores.set(thing, score / top);
  return scores;
}
