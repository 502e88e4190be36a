import { UserError } from "../../platform/errors.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import {
  chatFromHub,
  encoderFromHub,
  isEncoder,
  toGgufChoices,
  type GgufChoice,
} from "./fromHub.ts";
import { hubUrl } from "../sources/hub.ts";
import type { HubRepo } from "../sources/hubApi.ts";
import { hubAddress, type ModelSettings } from "../settings.ts";
import { readWhole, type Web } from "../sources/web.ts";

/** What a repository of the hub offers: chat models to choose from, or one sentence encoder. */
export type Offered =
  | { readonly kind: "chat"; readonly choices: readonly GgufChoice[] }
  | { readonly kind: "embedding" };

/** @throws {UserError} when it holds nothing that can be used here, or only for those who are logged in */
export function offeredBy(repo: HubRepo): Offered {
  if (repo.gated)
    throw new UserError(
      `${repo.id} gives its files only to those who have agreed to its terms on the hub and are logged in. Choose another upload of the same model, or fetch the file in a browser and add it from this machine.`,
    );
  const choices = toGgufChoices(repo);
  if (choices.length) return { kind: "chat", choices };
  if (isEncoder(repo)) return { kind: "embedding" };
  throw new UserError(
    `${repo.id} holds neither a GGUF file nor a sentence encoder (model.safetensors with tokenizer.json). Look for the same model with "GGUF" in its name.`,
  );
}

/** The manifest of one of its chat models. */
export const chatModel = (repo: HubRepo, choice: GgufChoice): Manifest => chatFromHub(repo, choice);

/** The manifest of its sentence encoder; reads its small configuration files. @throws {UserError} */
export async function encoderModel(
  repo: HubRepo,
  { web, settings }: { readonly web: Web; readonly settings: ModelSettings },
  signal: AbortSignal,
): Promise<Manifest> {
  async function json(path: string): Promise<unknown> {
    if (!repo.files.some((file) => file.path === path)) return undefined;
    const source = { kind: "hub", repo: repo.id, revision: repo.commit, path } as const;
    const url = hubUrl(hubAddress(settings.hub), source);
    const why = `${path} of ${repo.id}`;
    return JSON.parse(new TextDecoder().decode(await readWhole({ url, why, most: 1e6 }, web, signal))); // prettier-ignore
  }
  const [config, pooling] = [await json("config.json"), await json("1_Pooling/config.json")];
  return encoderFromHub(repo, { config, pooling });
}
