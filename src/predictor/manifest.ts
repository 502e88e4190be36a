import type { Kind, Predictor } from "./contract/define.ts";
import type { Kit } from "./contract/kit.ts";

/** A model as data: which engine runs it, which files it has, where they come from. JSON beside the engine. */
export interface Manifest {
  /** "@owner/name" */
  readonly tag: string;
  readonly kind: Kind;
  /** A folder of `predictors/`, or for a predictor that somebody wrote: the module beside its predictor.json ("./index.mjs"). */
  readonly engine: string;
  /** Where it runs, when that is not this machine: host and port. */
  readonly host?: string;
  readonly title: string;
  readonly description: string;
  readonly licence: Licence;
  /** BCP 47 tags of what it speaks or understands best, such as "en". */
  readonly languages: readonly string[];
  readonly files: readonly ModelFile[];
  /** Memory of its process once loaded and used, bytes, as measured; 0 when unknown. */
  readonly memory: number;
  /** What the engine wants to know: pooling, voices, context size … Each engine documents its own. */
  readonly options: Readonly<Record<string, unknown>>;
  /** How Hearth's authors rate it for its job, 1 … 100: larger is better. Left out: it is never recommended. */
  readonly rank?: number;
  /** The part of its weights that each token takes, for a mixture of experts; left out: all, or as its file says. */
  readonly active?: number;
}

export interface Licence {
  /** SPDX id, "LicenseRef-…" for terms that have none, or "unclear"; with the last two `note` says what they mean. */
  readonly id: string;
  readonly note?: string;
  /** True when commercial use is not allowed. */
  readonly nonCommercial?: boolean;
}

export interface ModelFile {
  /** Path inside the model's folder, with "/". */
  readonly name: string;
  /** 0 when the manifest leaves it to the hub, which is asked once, at the first install. */
  readonly bytes: number;
  /** SHA-256 of the whole file, hexadecimal; "" when the manifest leaves it to the hub. */
  readonly sha256: string;
  /** Bytes, roughly: what is shown until the hub has told. */
  readonly about?: number;
  /** Ways to obtain the file, any of which will do. A list inside the list is one way: its parts, joined in order. */
  readonly sources: readonly (string | readonly string[])[];
}

/** What an engine is: a function from a model's manifest to a predictor. `predictors/<engine>/index.ts` exports it as `engine`. */
export type Engine = (manifest: Manifest) => Predictor;

/** What the module of a predictor that somebody wrote exports as `engine`: it makes the predictor with the kit. */
export type OwnEngine = (manifest: Manifest, kit: Kit) => Predictor;
