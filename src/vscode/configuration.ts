import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { hubAddress, serverAddress, type ModelSettings } from "../models/settings.ts";
import { openEditorFetch, type NamedProxy } from "../models/sources/proxyFetch.ts";
import { dataFolder } from "../platform/folders.ts";
import { usableMemory } from "../platform/memory.ts";
import type { Network } from "../platform/network.ts";
import type { PredictorSettings } from "../predictor/open.ts";
import type { Exclusion } from "../search/files/leftOut.ts";
import type { Hold } from "../search/protocol.ts";
import { onSetting, setting } from "./settings.ts";

/** Settings as the rooms take them: read when asked, so that a change needs no restart. */
export const configuration = {
  modelsFolder: (): string =>
    expand(setting("hearth.models.folder")) || join(dataFolder(), "models"),
  predictorFolders: (): readonly string[] => setting("hearth.predictors.folders").map(expand),
  models: (): ModelSettings => ({
    sources: setting("hearth.models.sources") as ModelSettings["sources"],
    hub: hubAddress(setting("hearth.models.hub")),
    server: serverAddress(setting("hearth.models.server")),
    folders: setting("hearth.models.localFolders").map(expand),
    offline: setting("hearth.offline"),
    toolEnvironment: proxyForTools(),
  }),
  fetch: openEditorFetch(editorProxy),
  network: (note: Network["note"]): Network => ({
    offline: () => setting("hearth.offline"),
    onChange: (listener) => onSetting(["hearth.offline"], () => listener()),
    note,
  }),
  predictors: (): PredictorSettings => ({
    threads: setting("hearth.predictors.threads"),
    device: setting("hearth.predictors.gpu") === "off" ? "cpu" : "auto",
    idleMinutes: setting("hearth.predictors.idleMinutes"),
    memoryBudget: setting("hearth.predictors.memoryGb") * 1024 ** 3 || usableMemory() / 2,
  }),
  chat: () => ({
    tag: setting("hearth.chat.model"),
    temperature: setting("hearth.chat.temperature"),
    maxTokens: setting("hearth.chat.maxTokens"),
    systemPrompt: setting("hearth.chat.systemPrompt"),
  }),
  stateQuota: (): number => setting("hearth.chat.keptStateMb") * 1e6,
  search: () => ({
    exclude: exclusions(),
    maxFileSize: setting("hearth.search.maxFileSizeKb") * 1024,
    waitsFor: holds(),
    quota: setting("hearth.search.quotaMb") * 1e6,
  }),
  mcp: {
    options: (): readonly string[] => [
      `--model=${setting("hearth.search.model")}`,
      `--max-file-size=${setting("hearth.search.maxFileSizeKb")}`,
      ...exclusions().map(({ pattern }) => `--exclude=${pattern}`),
    ],
    env: (): Readonly<Record<string, string>> => ({
      HEARTH_MODELS: configuration.modelsFolder(),
      HEARTH_OFFLINE: setting("hearth.offline") ? "1" : "",
    }),
  },
};

/** What the editor's settings say of the way out, beside what its own `fetch` heeds; undefined when that is nothing. */
function editorProxy(): NamedProxy | undefined {
  const of = vscode.workspace.getConfiguration();
  const url = of.get("http.proxySupport") === "off" ? "" : (of.get<string>("http.proxy") ?? "");
  const strict = of.get("http.proxyStrictSSL") !== false;
  if (!url && strict) return undefined;
  return {
    ...{ url, strict },
    authorization: (url && of.get<string | null>("http.proxyAuthorization")) || "",
    except: of.get<readonly string[]>("http.noProxy") ?? [],
    system: of.get("http.systemCertificates") !== false,
  };
}

/** The editor's proxy for pip and npm, unless the environment names one: Hearth's own requests take it by themselves. */
function proxyForTools(): Readonly<Record<string, string>> {
  const proxy = editorProxy();
  if (!proxy?.url || ["HTTPS_PROXY", "https_proxy"].some((name) => process.env[name])) return {};
  const { url, except } = proxy;
  return {
    ...{ HTTPS_PROXY: url, HTTP_PROXY: url },
    ...(except.length && { NO_PROXY: except.join(",") }),
  };
}

/** What the work for meaning waits for. */
const holds = (): readonly Hold[] => [
  "typing",
  "debugging",
  "memory",
  ...(setting("hearth.search.onBattery") === "pause" ? (["battery"] as const) : []),
];

/** What the search leaves out: Hearth's own patterns, and what the editor itself hides or does not search. */
function exclusions(): readonly Exclusion[] {
  const own = setting("hearth.search.exclude").map((pattern): Exclusion => ({
    pattern,
    setting: "hearth.search.exclude",
  }));
  const theirs = (["files.exclude", "search.exclude"] as const).flatMap((name) =>
    Object.entries(vscode.workspace.getConfiguration().get<Record<string, unknown>>(name) ?? {})
      // a "when" clause hides a file for another beside it: what is compiled, not what is written
      .filter(([, value]) => value === true)
      .map(([pattern]): Exclusion => ({ pattern, setting: name })),
  );
  // the later rule wins: an exception of ours brings back what the editor hides
  return [...theirs, ...own];
}

/** "~/models" as people write it. */
const expand = (path: string): string => path.replace(/^~(?=$|[\\/])/, homedir());
