import { cpus } from "node:os";
import { readJson, writeAtomic } from "../../src/platform/files.ts";

/** Slices of a prompt that are timed with each number of threads before one is chosen. */
const rounds = 3;
/** Tokens of a slice at least: shorter ones tell more about what comes with them. */
const leastTokens = 16;
/** More threads must be so much faster: they take the processor from the editor. */
const worthIt = 0.9;
/** So much slower than another is not tried again: on a busy machine the difference is tenfold, and somebody waits. */
const hopeless = 2.5;
/** Milliseconds after which it is found out again: the machine may have been busy that day. */
const lasting = 14 * 864e5;

interface Slice {
  readonly threads: number;
  readonly tokens: number;
  readonly ms: number;
}

/**
 * How many threads read prompts quickest: more than cores that are free slow one another down, which differs by machine
 * and model. It is found out on the first prompts themselves, slice by slice, and then kept.
 */
export class PromptThreads {
  readonly #seen: Map<number, number[]>;
  readonly #keep: (threads: number) => void;
  #chosen: number | undefined;
  #warm = false;

  /** `known`: what was found before. A single candidate needs no trial. */
  constructor(
    candidates: readonly number[],
    {
      known,
      keep = () => {},
    }: { known?: number | undefined; keep?: (threads: number) => void } = {},
  ) {
    this.#seen = new Map(candidates.toSorted((a, b) => a - b).map((threads) => [threads, []]));
    this.#keep = keep;
    this.#chosen = known !== undefined && this.#seen.has(known) ? known : undefined;
    if (this.#seen.size === 1) this.#chosen = [...this.#seen.keys()][0];
  }

  next(): number {
    if (this.#chosen !== undefined) return this.#chosen;
    const [least = 1] = [...this.#seen].toSorted((a, b) => a[1].length - b[1].length)[0] ?? [];
    return least;
  }

  took({ threads, tokens, ms }: Slice): void {
    if (this.#chosen !== undefined) return;
    // the first time the weights come from the disk
    const warm = this.#warm;
    this.#warm = true;
    if (!warm || tokens < leastTokens) return;
    this.#seen.get(threads)?.push(ms / tokens);
    const best = Math.min(...[...this.#seen.values()].flat());
    if (ms / tokens > hopeless * best) this.#seen.delete(threads);
    if (this.#seen.size > 1 && [...this.#seen.values()].some((times) => times.length < rounds))
      return;
    this.#chosen = this.#best();
    this.#keep(this.#chosen);
  }

  #best(): number {
    let [best, time] = [1, Infinity];
    for (const [threads, times] of this.#seen) {
      const middle = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity;
      if (middle < time * worthIt) [best, time] = [threads, middle];
    }
    return best;
  }
}

/** Those of a model on this machine, remembered in `file`. */
export async function openPromptThreads(
  candidates: readonly number[],
  file: string,
): Promise<PromptThreads> {
  const machine = `${cpus()[0]?.model ?? "unknown"} × ${cpus().length}`;
  // a damaged file is found out anew
  const raw = (await readJson(file).catch(() => undefined)) as
    | { readonly machine?: string; readonly threads?: number; readonly at?: number }
    | undefined;
  return new PromptThreads([...new Set(candidates)], {
    known:
      raw?.machine === machine && Date.now() - (raw.at ?? 0) < lasting ? raw.threads : undefined,
    // when it cannot be written the next load finds it out again
    keep: (threads) => {
      const found = { machine, threads, at: Date.now() };
      void writeAtomic(file, JSON.stringify(found)).catch(() => {});
    },
  });
}
