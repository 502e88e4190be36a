import type { ModelFile } from "../../predictor/manifest.ts";
import type { Parallel } from "./ahead.ts";
import type { Reach } from "./piece.ts";
import type { Way } from "../sources/ways.ts";

/** One file to fetch, and how. */
export interface Fetching {
  readonly file: ModelFile;
  /** The model's folder. */
  readonly folder: string;
  readonly ways: readonly Way[];
  readonly reach: Reach;
  /** The model's title, for people. */
  readonly title: string;
  /** Bytes of the file that are here, and from where the next ones come. */
  readonly tell: (done: number, label: string) => void;
  /** Milliseconds before each further try of a transfer that broke off. */
  readonly pauses: readonly number[];
  readonly parallel: Parallel;
}
