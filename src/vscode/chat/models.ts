import * as vscode from "vscode";
import type { PanelModels } from "../../chat/panelModel.ts";
import type { ModelCard } from "../../chat/protocol.ts";
import type { Models } from "../../models/models.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { isHere } from "../../remote/remotes.ts";
import { editorModel, tagOf } from "./editorModels.ts";
import { damageOf } from "../models/text.ts";
import { onSetting, setting } from "../settings.ts";

/** Models below this many bytes are often wrong (measured on the one that Hearth starts with). */
const small = 1e9;

/** The models as the chat panel sees them: the one that the settings name. */
export function toPanelModels(
  models: Models,
  predictors: Pick<Predictors, "onState" | "states">,
): PanelModels {
  return {
    async current() {
      const model = await editorModel(setting("hearth.chat.model"));
      if (model) return toEditorCard(model);
      const manifest = await models.find(setting("hearth.chat.model"));
      return manifest && toCard(manifest, models);
    },
    async *install(tag, signal) {
      const manifest = await models.find(tag);
      if (manifest) yield* models.install(manifest, signal);
    },
    hasFailed: (tag) => predictors.states().get(tag)?.kind === "failed",
    onChange: (listener) => {
      const hearing = [
        models.onChange(listener),
        onSetting(["hearth.chat.model"], () => listener({ tag: "" })),
        vscode.lm.onDidChangeChatModels(() => listener({ tag: "" })),
      ];
      return { dispose: () => hearing.forEach((one) => one.dispose()) };
    },
    onLoading: (listener) =>
      predictors.onState(({ tag, state }) =>
        listener({ tag, fraction: state.kind === "loading" ? state.fraction : undefined }),
      ),
  };
}

export type ModelFacts = Pick<Models, "find" | "state">;

/** True for a model of Hearth's that is so small that it is often wrong. */
export async function isSmallModel(tag: string, models: ModelFacts): Promise<boolean> {
  const manifest = await models.find(tag);
  return manifest !== undefined && isSmall((await models.state(manifest)).bytes);
}

/** One elsewhere has no bytes here. */
const isSmall = (bytes: number): boolean => bytes > 0 && bytes < small;

const toEditorCard = (model: vscode.LanguageModelChat): ModelCard => ({
  ...{ tag: tagOf(model), title: `${model.name} (${model.vendor})`, licence: "", bytes: 0 },
  ...{ installed: true, small: false, vendor: model.vendor },
});

async function toCard(manifest: Manifest, models: Models): Promise<ModelCard> {
  const state = await models.state(manifest);
  const { kind, bytes } = state;
  const damage = damageOf(state);
  const { note, id } = manifest.licence;
  const { host } = manifest;
  return {
    tag: manifest.tag,
    title: manifest.title,
    licence: note ? `${id} (${note})` : id,
    bytes,
    installed: kind === "installed",
    ...(damage !== undefined && { damage }),
    small: isSmall(bytes),
    // an endpoint on this machine is another program, but nothing leaves
    ...(host && !isHere({ baseUrl: `http://${host}` }) && { vendor: host }),
  };
}
