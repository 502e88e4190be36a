import { isAbsolute } from "node:path";
import * as vscode from "vscode";
import type { Filters } from "./filters.ts";
import { toQuery } from "./rows.ts";

/** Hands what was typed, and the folder, to the editor's own search: it lists every occurrence, and can replace them. */
export async function findOccurrences(typed: string, { folder }: Filters): Promise<void> {
  const { query, under } = toQuery(typed);
  const inside = under ? fromRoot(under) : folder ? shownPath(folder) : "";
  await vscode.commands.executeCommand("workbench.action.findInFiles", {
    query: query.replace(/["“”]/g, ""),
    filesToInclude: inside,
    // what narrows it is to be seen
    showIncludesExcludes: inside !== "",
    triggerSearch: true,
    isRegex: false,
  });
}

function shownPath(folder: string): string {
  const path = vscode.workspace.asRelativePath(folder);
  return isAbsolute(path) ? path : `./${path}`;
}

/** A typed folder may lie in any folder of the workspace. */
const fromRoot = (under: string): string =>
  (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? under : `./${under}`;
