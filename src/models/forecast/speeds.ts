import { cpus } from "node:os";
import { readJson, writeAtomic } from "../../platform/files.ts";

/** How quickly models were seen to write on this machine. */
export interface Speeds {
  /** Tokens a second of every model that has run, by tag. */
  all(): Promise<ReadonlyMap<string, number>>;
  /** Notes one answer: tokens, and the milliseconds from the first to the last of them. Short ones say nothing. */
  note(tag: string, answer: { readonly tokens: number; readonly ms: number }): void;
  /** Notes a measure of the machine, bytes of weights a second; answers the best so far, for other programs only slow it down; 0 asks for that alone. */
  measured(rate: number): Promise<number>;
}

/** Tokens of an answer at least: the first few come in one piece. */
const enough = 24;
/** Answers of each model that are remembered; their middle counts, as other programs slow some of them down. */
const kept = 7;

interface Kept {
  /** The speeds count for this processor only: a home folder may be shared. */
  readonly machine: string;
  readonly seen: Readonly<Record<string, readonly number[]>>;
  /** The best measure of the machine. */
  readonly rate?: number;
}

export function openSpeeds(file: string, machine: string = machineName()): Speeds {
  let writing: Promise<unknown> = Promise.resolve();

  async function read(): Promise<Omit<Kept, "machine">> {
    // a damaged file is no reason to fail: it is filled again by itself
    const raw = (await readJson(file).catch(() => undefined)) as Partial<Kept> | undefined;
    if (raw?.machine !== machine) return { seen: {} };
    return { seen: raw.seen ?? {}, ...(raw.rate && { rate: raw.rate }) };
  }
  const write = (kept: Omit<Kept, "machine">): Promise<void> =>
    writeAtomic(file, JSON.stringify({ machine, ...kept }));
  async function add(tag: string, speed: number): Promise<void> {
    const before = await read();
    const speeds = [...(before.seen[tag] ?? []), speed].slice(-kept);
    await write({ ...before, seen: { ...before.seen, [tag]: speeds } });
  }
  return {
    all: async () => {
      await writing;
      const seen = Object.entries((await read()).seen);
      return new Map(seen.map(([tag, speeds]) => [tag, middle(speeds)]));
    },
    note: (tag, { tokens, ms }) => {
      if (tokens < enough || ms <= 0) return;
      // what cannot be written is measured again some other time
      writing = writing.then(() => add(tag, (1_000 * (tokens - 1)) / ms)).catch(() => {});
    },
    measured: async (rate) => {
      let best = rate;
      const keep = async (): Promise<void> => {
        const before = await read();
        best = Math.max(rate, before.rate ?? 0);
        if (best !== (before.rate ?? 0)) await write({ ...before, rate: best });
      };
      await (writing = writing.then(keep).catch(() => {}));
      return best;
    },
  };
}

/** The median. */
export function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[half]];
  return (low + high) / 2;
}

const machineName = (): string => `${cpus()[0]?.model ?? "unknown"} × ${cpus().length}`;
