import { PredictorError } from "../predictor/errors.ts";
import type { Manifest } from "../predictor/manifest.ts";
import type { ModelSource } from "../predictor/open.ts";
import type { Predictors } from "../predictor/predictors.ts";
import { voiceIdOf } from "../predictor/voices.ts";
import type { Model, OpenAIClient } from "./types.ts";

/** Where models are looked up, and how they are. */
export interface Directory {
  readonly models: Pick<ModelSource, "list" | "state">;
  readonly predictors: Pick<Predictors, "states">;
}

/** `models.list` and `models.retrieve`: those that can be asked for at once. */
export function openModelList({ models, predictors }: Directory): OpenAIClient["models"] {
  const toModel = ({ tag, kind, title, host, options }: Manifest): Model => ({
    id: tag,
    object: "model",
    // nobody wrote down when it was made
    created: 0,
    owned_by: tag.replace(/^@|\/.*$/g, ""),
    kind,
    title,
    state: predictors.states().get(tag)?.kind ?? "absent",
    ...(kind === "speech" && { voices: voicesIn(options) }),
    ...(host && { remote: host }),
  });
  async function installed(): Promise<readonly Model[]> {
    const all = await models.list();
    const states = await Promise.all(all.map((manifest) => models.state(manifest)));
    return all.filter((_, i) => states[i]?.kind === "installed").map(toModel);
  }
  return {
    list: async () => ({ object: "list", data: await installed() }),
    async retrieve(tag) {
      const model = (await installed()).find(({ id }) => id === tag);
      if (model) return model;
      throw new PredictorError({
        code: "model_not_found",
        tag,
        param: "model",
        message: `There is no model ${JSON.stringify(tag)} here. The list of models has those that are.`,
      });
    },
  };
}

/** What speech takes as `voice`. */
const voicesIn = ({ voices }: Manifest["options"]): readonly string[] =>
  Array.isArray(voices) ? voices.flatMap((voice: unknown) => voiceIdOf(voice) ?? []) : [];
