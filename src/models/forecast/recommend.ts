import type { Manifest } from "../../predictor/manifest.ts";
import type { Forecast } from "./forecast.ts";
import { fitsCard } from "./offload.ts";

/** What is known of a model before it is here. */
export interface Candidate {
  readonly manifest: Manifest;
  readonly bytes: number;
  readonly forecast: Forecast;
}

/** Tokens a second as quick as people read: 238 words a minute (Brysbaert 2019), and four tokens for three words. */
export const readingPace = 5.3;

/** Half again as quick, for a model must read the question, with the code that goes along, before it writes at all. */
const goodPace = 1.5 * readingPace;

/**
 * Of the models of each job the one to take on this machine: the best of those that fit and, where they write, do so at a
 * good pace; where none does, at half of that. Before the machine was looked at, none that writes.
 */
export function recommended<C extends Candidate>(candidates: readonly C[]): readonly C[] {
  const kinds = new Set(candidates.map(({ manifest }) => manifest.kind));
  return [...kinds].flatMap((kind) => {
    const ofKind = candidates.filter(({ manifest }) => manifest.kind === kind);
    const found = best(ofKind, goodPace) ?? best(ofKind, goodPace / 2);
    return found ? [found] : [];
  });
}

function best<C extends Candidate>(candidates: readonly C[], pace: number): C | undefined {
  const rank = ({ manifest }: C): number => manifest.rank ?? 0;
  return candidates
    .filter((one) => rank(one) > 0 && isFit(one, pace))
    .toSorted((a, b) => rank(b) - rank(a))[0];
}

function isFit({ manifest: { kind }, bytes, forecast }: Candidate, pace: number): boolean {
  const { verdict, speed = 0, machine } = forecast;
  if (verdict !== "fits") return false;
  return kind !== "chat" || speed >= pace || fitsCard(bytes, machine.graphics);
}
