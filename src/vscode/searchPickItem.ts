import * as vscode from "vscode";
import type { Found, Hit, IndexState } from "../search/protocol.ts";
import type { Place } from "./searchPickPreview.ts";
import { toQuery, type Row } from "./searchPickRows.ts";

/** A line of the list; without a row it only says something. */
export interface Item extends vscode.QuickPickItem {
  readonly row?: Row;
}

/** Path and line with the file's icon, the symbol beside it, the best line below. */
export function toItem(row: Row): Item {
  const { hit, line, text } = row;
  const { uri } = toPlace(row);
  return {
    row,
    label: `${vscode.workspace.asRelativePath(uri)}:${line + 1}`,
    description: hit.symbol ?? "",
    detail: text,
    iconPath: vscode.ThemeIcon.File,
    resourceUri: uri,
    buttons: [
      {
        iconPath: new vscode.ThemeIcon("split-horizontal"),
        tooltip: vscode.l10n.t("Open to the Side"),
      },
    ],
    alwaysShow: true,
  };
}

/** What to do when there is no result. */
export function nothingFound(typed: string): Item {
  return {
    label: vscode.l10n.t("Nothing found"),
    detail: toQuery(typed).under
      ? vscode.l10n.t("Leave out the folder to look everywhere.")
      : vscode.l10n.t(
          "Try other words for the same thing. Ignored and very large files are not searched.",
        ),
    iconPath: new vscode.ThemeIcon("info"),
    alwaysShow: true,
  };
}

/** Says by what the results were found: words alone, or also meaning, and for how much of the files. */
export function titleOf(name: string, by: Found["by"], { files, meaning }: IndexState): string {
  if (by === "words") return vscode.l10n.t("{0} (words)", name);
  const part = files ? Math.floor((100 * meaning) / files) : 0;
  return part >= 100
    ? vscode.l10n.t("{0} (words and meaning)", name)
    : vscode.l10n.t("{0} (words, meaning: {1} % of files)", name, part);
}

/** Stands in the title while meaning cannot be had. */
export const modelButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon("cloud-download"),
  tooltip: vscode.l10n.t("Download the model for meaning"),
});

export const toPlace = ({ hit, line }: Row): Place => ({
  uri: toUri(hit),
  startLine: hit.startLine,
  endLine: hit.endLine,
  line,
});

export const toUri = ({ folder, path }: Hit): vscode.Uri =>
  vscode.Uri.joinPath(vscode.Uri.file(folder), path);
