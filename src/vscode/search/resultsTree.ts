import { posix } from "node:path";
import * as vscode from "vscode";
import { linesOf, toPlace, toUri } from "./pickItem.ts";
import type { Row } from "./rows.ts";
import type { FileGroup } from "./kept.ts";

/** A file of the results view, or a place in it. */
export type Node = FileGroup | Row;

export const isRow = (node: Node): node is Row => "hit" in node;

/** The results as a tree. `groups` is asked whenever `changed` fires. */
export function openTree(groups: () => readonly FileGroup[], changed: vscode.Event<void>) {
  const parents = new Map<string, FileGroup>();
  const tree: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed,
    getChildren(node) {
      if (node) return isRow(node) ? [] : [...node.rows];
      parents.clear();
      const all = groups();
      for (const group of all) for (const row of group.rows) parents.set(row.key, group);
      return [...all];
    },
    getParent: (node) => (isRow(node) ? parents.get(node.key) : undefined),
    getTreeItem: (node) => (isRow(node) ? toRowItem(node) : toFileItem(node)),
  };
  return tree;
}

function toFileItem({ key, folder, path, rows }: FileGroup): vscode.TreeItem {
  const uri = toUri({ folder, path });
  const item = new vscode.TreeItem(uri, vscode.TreeItemCollapsibleState.Expanded);
  const shown = posix.dirname(vscode.workspace.asRelativePath(uri).replaceAll("\\", "/"));
  item.id = key;
  item.description = shown === "." ? "" : shown;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = "file";
  item.tooltip = vscode.l10n.t(
    "{0}: {1} places",
    vscode.workspace.asRelativePath(uri),
    rows.length,
  );
  return item;
}

function toRowItem(row: Row): vscode.TreeItem {
  const { key, hit, symbol, line, text, spans } = row;
  const item = new vscode.TreeItem({ label: text, highlights: spans.map(([a, b]) => [a, b]) });
  const place = toPlace(row);
  item.id = key;
  item.description = [symbol, linesOf(hit)].filter(Boolean).join(" · ");
  item.tooltip = new vscode.MarkdownString().appendCodeblock(hit.text, languageOf(hit.path));
  item.contextValue = "place";
  const cursor = new vscode.Position(line, 0);
  item.command = {
    command: "vscode.open",
    title: vscode.l10n.t("Open"),
    arguments: [
      place.uri,
      { selection: new vscode.Range(cursor, cursor), preserveFocus: true, preview: true },
    ],
  };
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0}, line {1}: {2}", hit.path, line + 1, text),
  };
  return item;
}

/** For colours in a tooltip the ending of the name does: the editor knows it as an alias. */
const languageOf = (path: string): string => posix.extname(path).slice(1);
