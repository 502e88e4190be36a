/** One place that answers a query. */
export interface Hit {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Path inside the folder, with "/". */
  readonly path: string;
  /** Lines from 0; `endLine` is exclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The function, class or heading it belongs to. */
  readonly symbol?: string;
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
}

/** What the index knows. Counts are of files and never go back while one indexing runs. */
export interface IndexState {
  readonly kind: "empty" | "indexing" | "paused" | "ready" | "failed";
  readonly files: number;
  /** Files whose words can be searched. */
  readonly words: number;
  /** Files whose meaning can be searched. */
  readonly meaning: number;
  /** Bytes on disk. */
  readonly bytes: number;
  /** For "failed", and for meaning that cannot be had ("the model is not on this machine yet"): what to tell the user. */
  readonly note?: string;
}
