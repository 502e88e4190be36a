import { appendFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { hasCode, writeAtomic } from "../platform/files.ts";
import type { Request } from "./sources/web.ts";

/** A request that left this machine, and when. */
export interface LedgerEntry extends Request {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Every request that left this machine, newest last; kept over restarts and shared by all windows. */
export interface Ledger {
  note(request: Request): void;
  entries(): Promise<readonly LedgerEntry[]>;
  clear(): Promise<void>;
}

// bytes of a line at least: a shorter file needs not be counted
const shortest = 60;

/** One JSON line a request in `file`; when there are twice as many as `most`, the older half goes. */
export function openLedger(
  file: string,
  { most = 1_000, now = Date.now }: { readonly most?: number; readonly now?: () => number } = {},
): Ledger {
  let writing: Promise<unknown> = Promise.resolve();
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const done = writing.then(work);
    // a ledger that cannot be written must not fail the download that it is about
    writing = done.catch(() => {});
    return done;
  };

  async function append(entry: LedgerEntry): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await appendFile(file, `${JSON.stringify(entry)}\n`);
    if ((await stat(file)).size < 2 * most * shortest) return;
    const all = await read(file);
    if (all.length < 2 * most) return;
    const kept = all.slice(-most).map((one) => `${JSON.stringify(one)}\n`);
    await writeAtomic(file, kept.join(""));
  }

  return {
    note: (request) => void queue(() => append({ at: now(), ...request })).catch(() => {}),
    entries: () => queue(() => read(file)),
    clear: () => queue(() => rm(file, { force: true })),
  };
}

async function read(file: string): Promise<LedgerEntry[]> {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
  return text.split("\n").flatMap(toEntry);
}

/** A line that a killed process left half is left out. */
function toEntry(line: string): LedgerEntry[] {
  try {
    const { at, host, bytes, why } = JSON.parse(line) as LedgerEntry;
    return typeof at === "number" && typeof host === "string" ? [{ at, host, bytes, why }] : [];
  } catch {
    return [];
  }
}
