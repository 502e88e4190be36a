import * as vscode from "vscode";
import { chatModel, encoderModel, offeredBy } from "../../models/adding/addModel.ts";
import type { GgufChoice } from "../../models/adding/fromHub.ts";
import { fromLocal } from "../../models/adding/fromLocal.ts";
import { toRepoName, type Hub, type HubRepo } from "../../models/sources/hubApi.ts";
import type { Models } from "../../models/models.ts";
import type { ModelSettings } from "../../models/settings.ts";
import { sizeOf } from "../../models/size.ts";
import type { Web } from "../../models/sources/web.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { searchHub } from "./find.ts";
import { working } from "./working.ts";

export interface AddParts {
  readonly models: Models;
  readonly hub: Hub;
  readonly web: Web;
  readonly settings: () => ModelSettings;
  /** Hears of failures while somebody types. */
  readonly failed: (error: unknown) => void;
}

type From = "search" | "name" | "file" | "folder";

interface FromItem extends vscode.QuickPickItem {
  readonly from: From;
}

/**
 * Puts any model into the list: found at the hub, named there, or from this machine; with `words` those are looked for at
 * the hub. Answers it, or undefined when left.
 */
export async function addModel(parts: AddParts, words?: string): Promise<Manifest | undefined> {
  const from = words === undefined ? await askWhere() : "search";
  const manifest = from && (await made(from, { ...parts, words }));
  if (manifest) await parts.models.add(manifest);
  return manifest;
}

async function askWhere(): Promise<From | undefined> {
  const items: readonly FromItem[] = [
    {
      from: "search",
      label: `$(search) ${vscode.l10n.t("Search the Hub")}`,
      detail: vscode.l10n.t("Chat models in GGUF form, most downloaded first"),
    },
    {
      from: "name",
      label: `$(globe) ${vscode.l10n.t("By Name at the Hub")}`,
      detail: vscode.l10n.t(
        "owner/name or its address: a GGUF chat model or a BERT sentence encoder",
      ),
    },
    {
      from: "file",
      label: `$(file) ${vscode.l10n.t("A File on This Machine")}`,
      detail: vscode.l10n.t("A .gguf chat model, or a Piper voice (.onnx with its .onnx.json)"),
    },
    {
      from: "folder",
      label: `$(folder) ${vscode.l10n.t("A Folder on This Machine")}`,
      detail: vscode.l10n.t("A sentence encoder: model.safetensors, tokenizer.json, config.json"),
    },
  ];
  const title = vscode.l10n.t("Add a Model");
  return (await vscode.window.showQuickPick<FromItem>(items, { title }))?.from;
}

async function made(
  from: From,
  parts: AddParts & { readonly words: string | undefined },
): Promise<Manifest | undefined> {
  if (from === "file" || from === "folder") return fromDisk(from);
  const id = from === "search" ? await searchHub(parts) : await askName();
  if (id === undefined) return undefined;
  const repo = await working(vscode.l10n.t("Asking the hub about {0}", id), (signal) =>
    parts.hub.repo(id, signal),
  );
  if (!repo) return undefined;
  const offered = offeredBy(repo);
  if (offered.kind === "chat") {
    const choice = await chooseQuantisation(repo, offered.choices);
    return choice && chatModel(repo, choice);
  }
  return working(vscode.l10n.t("Reading how {0} is built", id), (signal) =>
    encoderModel(repo, { web: parts.web, settings: parts.settings() }, signal),
  );
}

async function askName(): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t("Add a Model by Its Name"),
    prompt: vscode.l10n.t("owner/name at the hub, or the address of its page"),
    placeHolder: "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (!value.trim()) return undefined;
      try {
        toRepoName(value);
        return undefined;
      } catch {
        return vscode.l10n.t("Write owner/name, with one slash between them.");
      }
    },
  });
  return text?.trim() ? toRepoName(text) : undefined;
}

interface ChoiceItem extends vscode.QuickPickItem {
  readonly choice: GgufChoice;
}

async function chooseQuantisation(
  { id, licence }: HubRepo,
  choices: readonly GgufChoice[],
): Promise<GgufChoice | undefined> {
  const items = choices.map((choice): ChoiceItem => ({
    label: `${choice.recommended ? "$(star-full) " : ""}${choice.quantisation}`,
    description: sizeOf(choice.bytes),
    ...(choice.recommended && {
      detail: vscode.l10n.t("The usual choice: little is lost, much memory saved"),
    }),
    choice,
  }));
  // the first is what Enter takes
  const order = items.toSorted(
    (a, b) => Number(b.choice.recommended) - Number(a.choice.recommended),
  );
  const found = await vscode.window.showQuickPick<ChoiceItem>(order, {
    title: vscode.l10n.t("{0}: How Exact?", id),
    placeHolder: vscode.l10n.t("More bits are more exact, larger and slower. Licence: {0}", licence ?? "?"), // prettier-ignore
    ignoreFocusOut: true,
  });
  return found?.choice;
}

async function fromDisk(from: "file" | "folder"): Promise<Manifest | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Add a Model from This Machine"),
      canSelectFiles: from === "file",
      canSelectFolders: from === "folder",
      ...(from === "file" && { filters: { [vscode.l10n.t("Models")]: ["gguf", "onnx"] } }),
      openLabel: vscode.l10n.t("Add"),
    })) ?? [];
  if (!uri) return undefined;
  return working(vscode.l10n.t("Reading {0}", uri.fsPath), (signal, tell) =>
    fromLocal(uri.fsPath, tell, signal),
  );
}
