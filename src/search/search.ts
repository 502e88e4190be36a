import type { Disposable } from "../platform/disposable.ts";
import type { Event } from "../platform/event.ts";
import type { Found, IndexState } from "./protocol.ts";

/** Search over the folders of one window (or of one command line). The index lives in a process of its own. */
export interface Search extends Disposable {
  /** Best hits first. Yields by words at once, and again with meaning when the vectors are there. */
  find(query: string, options: FindOptions, signal?: AbortSignal): AsyncIterable<Found>;
  /** Brings the index up to date and keeps it so; starts on first use of `find` too. Resolves when words are complete. */
  open(signal?: AbortSignal): Promise<void>;
  /** Resolves when everything known so far is indexed, meaning included. */
  settled(signal?: AbortSignal): Promise<void>;
  /** Tells of files that were saved, created, deleted or renamed: absolute paths. */
  changed(paths: readonly string[]): void;
  pause(): void;
  resume(): void;
  /** Throws the index away and builds it again. */
  rebuild(): Promise<void>;
  state(): IndexState;
  readonly onState: Event<IndexState>;
}

export interface FindOptions {
  /** At most this many hits; default 20. */
  readonly limit?: number;
  /** Only below this path of a folder, with "/". */
  readonly under?: string;
}
