import { UserError } from "../../platform/errors.ts";
import type { Licence, Manifest, ModelFile } from "../../predictor/manifest.ts";
import type { HubFile, HubRepo } from "../sources/hubApi.ts";

/** One quantisation in a repository: a GGUF file, or the pieces of one. */
export interface GgufChoice {
  /** "Q4_K_M", or the file's name when it does not say. */
  readonly quantisation: string;
  readonly bytes: number;
  readonly files: readonly HubFile[];
  /** The one to take when nothing speaks against it. */
  readonly recommended: boolean;
}

const piece = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** The GGUF models of a repository, smallest first; what belongs to pictures is left out. */
export function toGgufChoices({ files }: HubRepo): readonly GgufChoice[] {
  const groups = new Map<string, HubFile[]>();
  for (const file of files) {
    if (!/\.gguf$/i.test(file.path) || /mmproj|imatrix/i.test(file.path)) continue;
    const name = file.path.replace(piece, ".gguf");
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  const choices = [...groups].map(([name, group]) => ({
    quantisation: quantisationOf(name),
    bytes: group.reduce((sum, { bytes }) => sum + bytes, 0),
    files: group.toSorted((a, b) => a.path.localeCompare(b.path)),
  }));
  const best = wanted.find((one) => choices.some(({ quantisation }) => quantisation === one));
  return choices
    .map((choice) => ({ ...choice, recommended: choice.quantisation === best }))
    .toSorted((a, b) => a.bytes - b.bytes);
}

/** In the order in which they are proposed: little is lost at four bits, much is saved. */
const wanted = ["Q4_K_M", "MXFP4", "Q4_K_S", "IQ4_XS", "Q5_K_M", "Q4_0", "Q8_0"];

/** "…-Q4_K_M.gguf" → "Q4_K_M" */
export function quantisationOf(path: string): string {
  const name = path.split("/").at(-1) ?? path;
  const found = /(?:^|[-._])((?:UD-)?(?:I?Q\d\w*|MXFP4\w*|BF16|F16|F32))\.gguf$/i.exec(name)?.[1];
  return found?.toUpperCase() ?? name;
}

/** Files that are needed beside the weights of a sentence encoder of the BERT family. */
export const isEncoder = ({ files }: HubRepo): boolean =>
  ["model.safetensors", "tokenizer.json", "config.json"].every((name) =>
    files.some(({ path }) => path === name),
  );

/** A chat model out of a repository and the quantisation that was chosen. */
export function chatFromHub(repo: HubRepo, choice: GgufChoice): Manifest {
  const [, name = ""] = repo.id.split("/");
  const title = name.replace(/[-_.]?gguf$/i, "");
  const single = choice.files.length === 1;
  return {
    ...commonOf(repo, `${title}-${choice.quantisation}`),
    kind: "chat",
    engine: "llama",
    title: `${title} (${choice.quantisation})`,
    files: choice.files.map((file) =>
      toModelFile(repo, file, single ? "model.gguf" : (file.path.split("/").at(-1) ?? file.path)),
    ),
    options: { contextSize: 8192 },
  };
}

/** What an encoder's config.json tells, and where the vectors of its words are put together. */
export interface EncoderFacts {
  readonly config: unknown;
  /** The content of 1_Pooling/config.json, when there is one. */
  readonly pooling?: unknown;
}

/** A sentence encoder of the BERT family out of a repository. @throws {UserError} when it is of another family */
export function encoderFromHub(repo: HubRepo, facts: EncoderFacts): Manifest {
  const [, title = ""] = repo.id.split("/");
  const files = ["model.safetensors", "tokenizer.json"].flatMap((name) =>
    repo.files.filter(({ path }) => path === name).map((file) => toModelFile(repo, file, name)),
  );
  return {
    ...commonOf(repo, title),
    kind: "embedding",
    engine: "sentence",
    title,
    files,
    options: toEncoderOptions(facts, repo.id),
  };
}

/** The options of `predictors/sentence` for a BERT config. @throws {UserError} when it is no BERT */
export function toEncoderOptions(
  { config, pooling }: EncoderFacts,
  name: string,
): Manifest["options"] {
  const { model_type, hidden_size, num_attention_heads, max_position_embeddings, layer_norm_eps } =
    (config ?? {}) as Record<string, unknown>;
  if (model_type !== "bert" || typeof hidden_size !== "number")
    throw new UserError(
      `${name} is no sentence encoder of the BERT family (its config says "${String(model_type)}"), and no other is known here. Choose one such as BAAI/bge-small-en-v1.5.`,
    );
  const { pooling_mode_cls_token } = (pooling ?? {}) as Record<string, unknown>;
  return {
    pooling: pooling_mode_cls_token === true ? "cls" : "mean",
    dimensions: hidden_size,
    ...(typeof num_attention_heads === "number" && { heads: num_attention_heads }),
    ...(typeof max_position_embeddings === "number" && { maxTokens: max_position_embeddings }),
    ...(typeof layer_norm_eps === "number" && { eps: layer_norm_eps }),
  };
}

function commonOf(
  repo: HubRepo,
  name: string,
): Pick<Manifest, "tag" | "description" | "licence" | "languages" | "memory"> {
  const [owner = ""] = repo.id.split("/");
  return {
    tag: toTag(owner, name),
    description: `Added from the hub: ${repo.id}.`,
    licence: toLicence(repo.licence),
    languages: repo.languages.length ? repo.languages : ["und"],
    memory: 0,
  };
}

/** "@owner/name" in the letters that a tag may have. */
export function toTag(owner: string, name: string): string {
  const clean = (text: string, also: RegExp): string =>
    text.toLowerCase().replace(also, "-").replace(/^[^a-z0-9]+/, "") || "model"; // prettier-ignore
  return `@${clean(owner, /[^a-z0-9-]+/g)}/${clean(name, /[^a-z0-9._-]+/g)}`;
}

const spdx: Readonly<Record<string, string>> = {
  "apache-2.0": "Apache-2.0",
  mit: "MIT",
  "bsd-3-clause": "BSD-3-Clause",
  "cc-by-4.0": "CC-BY-4.0",
  "cc-by-sa-4.0": "CC-BY-SA-4.0",
  "cc0-1.0": "CC0-1.0",
};

/** The hub's word for a licence as the manifest's. */
export function toLicence(id: string | undefined): Licence {
  if (id === undefined || ["", "other", "unknown"].includes(id))
    return { id: "unclear", note: "The repository names no known licence. Read its page first." };
  const known = spdx[id];
  if (known) return { id: known };
  const nonCommercial = /-nc\b|research/.test(id);
  return {
    id: id.startsWith("cc-") ? id.toUpperCase() : `LicenseRef-${id.replace(/[^\w.-]+/g, "-")}`,
    note: `The repository says "${id}". Read its terms there.`,
    ...(nonCommercial && { nonCommercial }),
  };
}

const toModelFile = ({ id, commit }: HubRepo, file: HubFile, name: string): ModelFile => ({
  name,
  // Git's own small files have no SHA-256 at the hub: that is settled when they are fetched
  bytes: file.sha256 ? file.bytes : 0,
  sha256: file.sha256 ?? "",
  about: file.bytes,
  sources: [`hf:${id}@${commit}/${file.path}`],
});
