import { join } from "node:path";
import * as vscode from "vscode";
import type { Contents } from "../../search/protocol.ts";
import { nameOfFolder, type FilterState } from "./filters.ts";

interface FolderItem extends vscode.QuickPickItem {
  /** Absolute; undefined is everywhere. */
  readonly folder?: string | undefined;
}

/** Lets a folder be chosen, recent ones first. Leaving the list changes nothing. */
export async function pickFolder(filters: FilterState, contents: Promise<Contents>): Promise<void> {
  const choice = await vscode.window.showQuickPick(folderItems(filters, contents), {
    title: vscode.l10n.t("Search in Folder"),
    placeHolder: vscode.l10n.t("Only files in this folder and below"),
  });
  if (choice) filters.set({ folder: choice.folder });
}

async function folderItems(
  filters: FilterState,
  contents: Promise<Contents>,
): Promise<FolderItem[]> {
  const { folders } = await contents;
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
  const recent = filters.recentFolders().map((folder) => toItem(folder));
  const known = new Set(filters.recentFolders());
  const several = roots.length > 1;
  const others = [
    ...(several ? roots.map((root) => toItem(root)) : []),
    ...folders.map(({ folder, path, files }) => toItem(join(folder, path), count(files))),
  ].filter(({ folder }) => folder !== undefined && !known.has(folder));
  return [
    { label: vscode.l10n.t("Everywhere"), iconPath: new vscode.ThemeIcon("root-folder") },
    ...(recent.length ? [separator(vscode.l10n.t("recent")), ...recent] : []),
    separator(vscode.l10n.t("folders")),
    ...others,
  ];
}

const toItem = (folder: string, description?: string): FolderItem => ({
  folder,
  label: nameOfFolder(folder),
  ...(description && { description }),
  iconPath: new vscode.ThemeIcon("folder"),
});

const count = (files: number): string =>
  files === 1 ? vscode.l10n.t("1 file") : vscode.l10n.t("{0} files", files);

/** Lets one or more languages be chosen; none is all of them. */
export async function pickLanguages(
  filters: FilterState,
  contents: Promise<Contents>,
): Promise<void> {
  const chosen = new Set(filters.current().languages);
  const items = contents.then(({ languages }) =>
    languages.map(({ name, files }) => ({
      label: name,
      description: count(files),
      picked: chosen.has(name),
    })),
  );
  const choice = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Search in Languages"),
    placeHolder: vscode.l10n.t("Check the languages to look in; none is all of them"),
    canPickMany: true,
  });
  if (choice) filters.set({ languages: choice.map(({ label }) => label) });
}

const separator = (label: string): FolderItem => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
});
