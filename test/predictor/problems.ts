import type { Bound, Problem } from "../../src/predictor/contract/problems.ts";

/** The problems of a signature that was not bound; none when it was. */
export const problemsOf = (bound: Bound<unknown>): readonly Problem[] =>
  bound.ok ? [] : bound.problems;

/** The ids of the broken rules, in order. */
export const rulesIn = (bound: Bound<unknown>): string[] =>
  problemsOf(bound).map(({ rule }) => rule);
