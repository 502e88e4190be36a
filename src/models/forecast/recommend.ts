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

/**
 * Of the models of each job the one to take on this machine: the best of those that fit and, where they write, do so at
 * least as quickly as people read. Before the machine was looked at, none that writes.
 */
export function recommended<C extends Candidate>(candidates: readonly C[]): readonly C[] {
  const best = new Map<Manifest["kind"], C>();
  for (const candidate of candidates) {
    const { kind, rank = 0 } = candidate.manifest;
    if (!rank || !isFit(candidate)) continue;
    if (rank > (best.get(kind)?.manifest.rank ?? 0)) best.set(kind, candidate);
  }
  return [...best.values()];
}

function isFit({ manifest: { kind }, bytes, forecast }: Candidate): boolean {
  const { verdict, speed = 0, machine } = forecast;
  if (verdict !== "fits") return false;
  return kind !== "chat" || speed >= readingPace || fitsCard(bytes, machine.graphics);
}
