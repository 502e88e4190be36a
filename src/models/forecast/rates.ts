import type { Manifest } from "../../predictor/manifest.ts";
import { isGguf, type Headers } from "./headers.ts";
import { easeOf, measureWeights } from "./machine.ts";
import type { Models } from "../models.ts";
import type { Speeds } from "./speeds.ts";

/** How quickly this machine works through the weights of a model: what a token of an answer costs. */
export interface Rates {
  /** Looks at which models have run here since; where none has, measures the machine, once. */
  refresh(signal: AbortSignal): Promise<void>;
  /**
   * Bytes a second for a model of which each token takes `bytes`: by the model nearest to that which has run here, for
   * what a token costs beside the weights differs; else as measured. Undefined before the first refresh.
   */
  at(bytes: number, fileType?: number): number | undefined;
  /** Tokens a second of a model that has run here. */
  own(tag: string): number | undefined;
}

export interface RateOptions {
  readonly models: Pick<Models, "state" | "find">;
  readonly headers: Headers;
  /** What was seen on this machine so far; left out: nothing, and nothing is remembered. */
  readonly speeds?: Pick<Speeds, "all" | "measured">;
  readonly threads: () => number;
  readonly measure?: (threads: number) => Promise<number>;
}

interface Ran {
  /** Of the weights that a token takes. */
  readonly bytes: number;
  /** Bytes a second, if its weights were as easy as any. */
  readonly rate: number;
}

export function openRates({
  models,
  headers,
  speeds = { all: async () => new Map(), measured: async (rate) => rate },
  threads,
  measure = measureWeights,
}: RateOptions): Rates {
  let seen: ReadonlyMap<string, number> = new Map();
  let ran: readonly Ran[] = [];
  let probing: Promise<void> | undefined;
  let probed: number | undefined;

  async function ranAs(tag: string, speed: number, signal: AbortSignal): Promise<Ran[]> {
    const manifest = await models.find(tag).catch(() => undefined);
    const state = manifest && (await models.state(manifest));
    if (!manifest?.files.some(isGguf) || state?.kind !== "installed") return [];
    const facts = await headers.of(manifest, signal);
    if (!facts) return [];
    const bytes = state.bytes * activePart(manifest, facts);
    return [{ bytes, rate: (speed * bytes) / easeOf(facts.fileType) }];
  }

  async function probe(): Promise<void> {
    const rate = await measure(threads()).catch(() => undefined);
    if (rate) probed = await speeds.measured(rate);
  }

  return {
    async refresh(signal) {
      seen = await speeds.all();
      ran = (await Promise.all([...seen].map(([tag, speed]) => ranAs(tag, speed, signal)))).flat();
      if (ran.length) return;
      // what an earlier run found will do until this one has measured
      probed ??= (await speeds.measured(0)) || undefined;
      probing ??= probe();
      if (!probed) await probing;
    },
    at(bytes, fileType) {
      const distance = (other: Ran): number => Math.abs(Math.log(other.bytes / bytes));
      const rate = ran.toSorted((a, b) => distance(a) - distance(b))[0]?.rate ?? probed;
      return rate && rate * easeOf(fileType);
    },
    own: (tag) => seen.get(tag),
  };
}

/** The part of its weights that each token takes: its manifest knows it better than the header, which counts experts alone. */
export const activePart = (
  { active }: Pick<Manifest, "active">,
  facts?: { readonly expertsUsed: number },
): number => active ?? facts?.expertsUsed ?? 1;
