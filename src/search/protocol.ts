import type { OutgoingService } from "../platform/network.ts";
import type { Exclusion, LeftOut } from "./files/leftOut.ts";

/** One place that answers a query. */
export interface Hit {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Path inside the folder, with "/". */
  readonly path: string;
  /** Lines from 0; `endLine` is exclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The functions, classes or headings that begin in it, or that it belongs to; left out without any. */
  readonly symbols?: readonly string[];
  /** The lines themselves, as they are on disk now. */
  readonly text: string;
  /** For ordering only. */
  readonly score: number;
}

/** Results so far. A later item of the same search replaces an earlier one. */
export interface Found {
  readonly hits: readonly Hit[];
  /** "words" alone, or words and "meaning" together. */
  readonly by: "words" | "meaning";
  /** Stems that were looked for in place of words that stand nowhere: those of a slip of the hand, or not typed to their end. */
  readonly instead?: readonly string[];
  /** No word of the query stands anywhere: what is nearest by meaning may be far off. Left out: one does. */
  readonly wordless?: true;
}

/** What narrows a search; what is left out narrows nothing. Results fill their limit after it. */
export interface Filter {
  /** Path inside a folder, with "/", or an absolute one: only what lies below it. "" is everywhere. */
  readonly under?: string;
  /** Names as `Contents` gives them. */
  readonly languages?: readonly string[];
  readonly tests?: "without" | "only";
  /** Absolute paths of the only files to look in. */
  readonly files?: readonly string[];
}

/** Code that others are to be like. Lines from 0, `endLine` exclusive; without them the whole file, and one result a file. */
export interface Like {
  /** Absolute. */
  readonly path: string;
  readonly lines?: { readonly startLine: number; readonly endLine: number };
}

/** What there is to filter by, with the number of files in each. */
export interface Contents {
  readonly languages: readonly { readonly name: string; readonly files: number }[];
  readonly folders: readonly {
    /** Absolute path of the workspace folder. */
    readonly folder: string;
    readonly path: string;
    readonly files: number;
  }[];
}

/** Why the work for meaning waits: the person said so, types or debugs; the machine runs on battery or is short of memory. */
export type Hold = "user" | "typing" | "debugging" | "battery" | "memory";

/** What the window knows of the person at it. */
export interface Presence {
  /** A key was pressed just now. */
  readonly typed?: boolean;
  /** A debug session runs, or none does. */
  readonly debugging?: boolean;
}

/** What the index knows. Counts are of files and never go back while one indexing runs. */
export interface IndexState {
  readonly kind: "empty" | "indexing" | "paused" | "ready" | "failed";
  readonly files: number;
  /** Files whose words can be searched. */
  readonly words: number;
  /** Files whose meaning can be searched. */
  readonly meaning: number;
  /** Of all work, words and meaning: 0 … 1. Never goes back while one indexing runs. */
  readonly share: number;
  /** Until it is done, once that can be told; never goes up. */
  readonly secondsLeft?: number;
  /** Why it waits. "typing" is no pause: it goes on in a moment. */
  readonly hold?: Hold;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Another number once a file has come, changed or gone: what was found before may be old. */
  readonly revision: number;
  /** For "failed", and for meaning that cannot be had ("the model is not on this machine yet"): what to tell the user. */
  readonly note?: string;
  /** Of the team's index; left out where none is used. */
  readonly shared?: SharedState;
}

export interface SharedState {
  /** Vectors that came from there and were not computed here. */
  readonly vectors: number;
  /** Why it cannot be used now. */
  readonly note?: string;
}

/** Where a team's index is. */
export interface SharedConnection {
  /** postgres://user@host:port/database */
  readonly url: string;
  readonly password?: string;
}

/** What the window decides about indexing; travels with the calls, because it may change at any time. */
export interface IndexSettings {
  /** What leaves files out besides .gitignore and the rules that always hold. */
  readonly exclude: readonly Exclusion[];
  /** Bytes; larger files are left out. */
  readonly maxFileSize: number;
  /** What the vectors are of: the embedding model's tag and, where it has files, their print. Those of several are never mixed. */
  readonly model: string;
  /** What the work for meaning waits for besides the person's word; left out: nothing. */
  readonly waitsFor?: readonly Hold[];
  /** Bytes that the indexes of this machine may take together; left out: as many as they need. */
  readonly quota?: number;
}

/** What the index knows of one file, or why it knows nothing. */
export type Explanation =
  | {
      readonly kind: "indexed";
      /** Parts that the file was split into. */
      readonly chunks: number;
      /** Those of them whose meaning can be searched. */
      readonly meaning: number;
    }
  /** Belongs into the index and is not read yet. */
  | { readonly kind: "waiting" }
  | { readonly kind: "left out"; readonly reason: LeftOut };

/** What the search process serves. */
export type SearchService = {
  /** The first call: opens the folders, then yields the state whenever it changes, without end. */
  watch(
    input: {
      /** Absolute paths. */
      readonly folders: readonly string[];
      readonly dataFolder: string;
      readonly settings: IndexSettings;
    },
    signal: AbortSignal,
  ): AsyncIterable<IndexState>;
  find(input: FindRequest, signal: AbortSignal): AsyncIterable<Found>;
  contents(
    input: { readonly settings: IndexSettings },
    signal: AbortSignal,
  ): AsyncIterable<Contents>;
  /** Yields once. A hit's `folder` is the name of its repository. */
  findShared(input: FindSharedRequest, signal: AbortSignal): AsyncIterable<Found>;
  share(input: ShareRequest, signal: AbortSignal): AsyncIterable<ShareProgress>;
  /** Yields the state when words are complete and, if asked for, meaning too. */
  settle(
    input: { readonly meaning: boolean; readonly settings: IndexSettings },
    signal: AbortSignal,
  ): AsyncIterable<IndexState>;
  /** Absolute paths that were saved, created, deleted or renamed. */
  changed(
    input: { readonly paths: readonly string[]; readonly settings: IndexSettings },
    signal: AbortSignal,
  ): AsyncIterable<never>;
  presence(
    input: { readonly presence: Presence; readonly settings: IndexSettings },
    signal: AbortSignal,
  ): AsyncIterable<never>;
  /** Does not wait for what it waits for now, until that is over. */
  goOn(input: object, signal: AbortSignal): AsyncIterable<never>;
  /** From now on nothing may leave this machine, or it may again. */
  offline(input: { readonly on: boolean }, signal: AbortSignal): AsyncIterable<never>;
  setPaused(input: { readonly paused: boolean }, signal: AbortSignal): AsyncIterable<never>;
  rebuild(input: { readonly settings: IndexSettings }, signal: AbortSignal): AsyncIterable<never>;
  /** Throws the index away and reads nothing again: the process should be ended after it. */
  clear(input: { readonly settings: IndexSettings }, signal: AbortSignal): AsyncIterable<never>;
  /** Yields one explanation of an absolute path. */
  explain(
    input: { readonly path: string; readonly settings: IndexSettings },
    signal: AbortSignal,
  ): AsyncIterable<Explanation>;
};

/** A search in what the team has shared. */
export interface FindSharedRequest {
  readonly query: string;
  readonly limit: number;
  /** Path inside the repositories, with "/"; "" = everywhere. */
  readonly under: string;
  /** Only in repositories with this in their name; "" = all. */
  readonly repository: string;
  readonly settings: IndexSettings;
}

/** What is shared: the first folder. */
export interface ShareRequest {
  readonly connection: SharedConnection;
  /** Under which name. */
  readonly repository: string;
  /** Throws away a shared index that was made with another model. */
  readonly replace: boolean;
  readonly settings: IndexSettings;
}

/** Counts of files: `files` are new or have changed, `removed` are gone. */
export interface ShareProgress {
  readonly done: number;
  readonly files: number;
  readonly removed: number;
}

export interface FindRequest {
  readonly query: string;
  readonly limit: number;
  readonly filter: Filter;
  /** The query is this code, and what is like it is looked for: it is no result itself. */
  readonly like?: Like;
  /** Milliseconds between the answer by words and the work for meaning: who types on gives the query up meanwhile. */
  readonly rest: number;
  /** Looks a second time once the first places have vectors that they lack now; for who keeps the list open. */
  readonly again: boolean;
  readonly settings: IndexSettings;
}

/** What the search process asks of the window, which owns the predictors. */
export type EmbedService = OutgoingService & {
  embed(input: { readonly texts: readonly string[] }, signal: AbortSignal): AsyncIterable<Rows>;
  /** Yields once: where the team's index is now, undefined when none may be used. */
  shared(input: undefined, signal: AbortSignal): AsyncIterable<SharedConnection | undefined>;
};

/** Row-major vectors of `size` numbers, each of unit length. */
export interface Rows {
  readonly size: number;
  readonly vectors: Float32Array;
}
