import { mostLike } from "../platform/likeness.ts";
import type { Kind } from "./contract/define.ts";
import { PredictorError } from "./errors.ts";
import type { Manifest } from "./manifest.ts";

/** How much of a model is here. `damaged`: files that are not what was fetched. */
export type Here =
  | { readonly kind: "absent" | "installed" }
  | { readonly kind: "partial"; readonly damaged?: readonly string[] };

/** What to say of a model that is not, or not rightly, on this machine. */
export function notHere({ tag, title }: Manifest, here: Here): PredictorError {
  const damaged = "damaged" in here ? (here.damaged ?? []) : [];
  const message = damaged.length
    ? `${title} (${tag}) is damaged: ${damaged.join(", ")} is no longer what was downloaded. Download it again; only that is fetched, and nothing else is lost.`
    : `${title} (${tag}) is not on this machine yet. Download it first.`;
  return new PredictorError({ code: "model_not_installed", tag, message });
}

interface Listed {
  list(): Promise<readonly Manifest[]>;
  state(manifest: Manifest): Promise<Here>;
}

const jobs = { chat: "chat", embedding: "embeddings", speech: "speech" } as const;

/** Nothing has this tag. Left out `kind`: models of every kind are named. */
export async function notFound(tag: string, models: Listed, kind?: Kind): Promise<PredictorError> {
  return new PredictorError({
    code: "model_not_found",
    tag,
    param: "model",
    message: `There is no model "${tag}". ${await meantBy(tag, models, kind)}${await choiceOf(models, kind)}`,
  });
}

/** It is there, for something else. */
export async function otherKind(
  { tag, kind }: Pick<Manifest, "tag" | "kind">,
  models: Listed,
  wanted: Kind,
): Promise<PredictorError> {
  return new PredictorError({
    code: "incompatible_predictor",
    tag,
    param: "model",
    message: `${tag} is for ${jobs[kind]}, not for ${jobs[wanted]}. ${await choiceOf(models, wanted)}`,
  });
}

/** "", or a question that names what it may have been, here or not. */
async function meantBy(tag: string, models: Listed, kind?: Kind): Promise<string> {
  const all = (await models.list()).filter((manifest) => !kind || manifest.kind === kind);
  const [meant] = mostLike(
    tag,
    all.map((manifest) => manifest.tag),
  );
  return meant === undefined ? "" : `Did you mean ${meant}? `;
}

/** Names what can be asked at once; where nothing is here yet, what there could be. */
async function choiceOf(models: Listed, kind?: Kind): Promise<string> {
  const all = (await models.list()).filter((manifest) => !kind || manifest.kind === kind);
  const states = await Promise.all(all.map((manifest) => models.state(manifest)));
  const here = all.filter((_, i) => states[i]?.kind === "installed");
  if (!all.length) return kind ? `Add a model for ${jobs[kind]} first.` : "Add one first.";
  const tags = (here.length ? here : all).map(({ tag }) => tag).join(", ");
  return here.length ? `Choose one of: ${tags}.` : `Download one first: ${tags}.`;
}
