import { sep } from "node:path";
import type * as vscode from "vscode";
import type { Hit } from "../../search/protocol.ts";
import { insideOf } from "../../search/files/inside.ts";
import { standing } from "./anchor.ts";
import { toKept, type Kept } from "./kept.ts";
import { toUri } from "./pickItem.ts";

const storedAs = "hearth.results";

/** The search that is kept, which outlives the window, and which of its results have their code at the moment. */
export interface KeptResults {
  /** With all its results, also those whose code is gone. */
  current(): Kept | undefined;
  /** Only with those whose code is there. */
  there(): Kept | undefined;
  keep(next: Kept | undefined): void;
  /** Finds the wanted results where they are now, one look after another. */
  look(wanted: (hit: Hit) => boolean): void;
  /** What the person calls otherwise is the same file. */
  rename(files: readonly Renaming[]): void;
  remove(unwanted: (hit: Hit) => boolean): void;
}

export interface Renaming {
  readonly oldUri: vscode.Uri;
  readonly newUri: vscode.Uri;
}

/** @param changed hears of every change, not of what was stored before */
export function openKeptResults(memory: vscode.Memento, changed: () => void): KeptResults {
  let kept = toKept(memory.get(storedAs));
  /** Those whose text stands nowhere now. They come back with it, as when a branch is left and entered again. */
  let away: ReadonlySet<Hit> = new Set();
  let looking = Promise.resolve();

  function become(next: Kept | undefined, gone: ReadonlySet<Hit>): void {
    kept = next;
    away = gone;
    void memory.update(storedAs, next);
    changed();
  }

  function look(wanted: (hit: Hit) => boolean): void {
    looking = looking.then(() => lookOnce(wanted));
  }

  async function lookOnce(wanted: (hit: Hit) => boolean): Promise<void> {
    const before = kept;
    const some = before?.hits.filter(wanted) ?? [];
    if (!before || !some.length) return;
    const found = await standing(some, before.asked);
    // something was taken out meanwhile, or another search is kept
    if (kept !== before) return look(wanted);
    const now = new Map(some.map((hit, i) => [hit, found[i]]));
    const isAway = (hit: Hit): boolean => (now.has(hit) ? !now.get(hit) : away.has(hit));
    const hits = before.hits.map((hit) => now.get(hit) ?? hit);
    const gone = new Set(before.hits.filter(isAway));
    const same = before.hits.every((hit, i) => hit === hits[i] && gone.has(hit) === away.has(hit));
    if (!same) become({ ...before, hits }, gone);
  }

  return {
    current: () => kept,
    there: () => kept && { ...kept, hits: kept.hits.filter((hit) => !away.has(hit)) },
    keep: (next) => become(next, new Set()),
    look,
    rename(files) {
      const before = kept;
      const hits = before?.hits.map((hit) => files.reduce(renamed, hit));
      if (!before || !hits || hits.every((hit, i) => hit === before.hits[i])) return;
      const isAway = (_: Hit, i: number): boolean => away.has(before.hits[i] as Hit);
      become({ ...before, hits }, new Set(hits.filter(isAway)));
    },
    remove(unwanted) {
      const hits = kept?.hits.filter((hit) => !unwanted(hit)) ?? [];
      become(kept && hits.length ? { ...kept, hits } : undefined, away);
    },
  };
}

/** The hit in the file's new place, also where a folder above it has another name; out of its workspace folder it is gone. */
function renamed(hit: Hit, { oldUri, newUri }: Renaming): Hit {
  const own = toUri(hit).fsPath;
  if (!isAmong(own, [oldUri.fsPath])) return hit;
  const path = insideOf(hit.folder, newUri.fsPath + own.slice(oldUri.fsPath.length));
  return path ? { ...hit, path } : hit;
}

/** True for one of the paths, and for what lies in one. */
export const isAmong = (path: string, paths: readonly string[]): boolean =>
  paths.some((one) => path === one || path.startsWith(one + sep));
