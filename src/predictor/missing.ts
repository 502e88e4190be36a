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

/** Names what can be asked at once; where nothing is here yet, what there could be. */
export async function notFound(
  tag: string,
  models: {
    list(): Promise<readonly Manifest[]>;
    state(manifest: Manifest): Promise<Here>;
  },
): Promise<PredictorError> {
  const all = await models.list();
  const states = await Promise.all(all.map((manifest) => models.state(manifest)));
  const here = all.filter((_, i) => states[i]?.kind === "installed");
  const tags = (here.length ? here : all).map((manifest) => manifest.tag).join(", ");
  return new PredictorError({
    code: "model_not_found",
    tag,
    param: "model",
    message: `There is no model "${tag}". ${tags ? `Choose one of: ${tags}.` : "Add one first."}`,
  });
}
