import * as vscode from "vscode";
import { toWording } from "../../search/rank/wording.ts";
import { hasWords } from "../../search/words/tokens.ts";
import type { Span } from "../../search/words/matches.ts";
import type { Found, Hit, IndexState } from "../../search/protocol.ts";
import type { Press } from "./buttons.ts";
import type { Place } from "./preview.ts";
import { toQuery, type Row } from "./rows.ts";
import { meaningPercent } from "./status.ts";

/** A line of the list; without a row it says something, and does `press`, or types a question, when it is accepted. */
export interface Item extends vscode.QuickPickItem {
  readonly row?: Row;
  readonly press?: Press;
  readonly types?: string;
}

/** What a button of a place does with it. */
export interface RowButton extends vscode.QuickInputButton {
  readonly to: "side" | "chat";
}

const rowButtons = (): RowButton[] => [
  {
    to: "chat",
    iconPath: new vscode.ThemeIcon("comment-discussion"),
    tooltip: vscode.l10n.t("Add to Chat"),
  },
  {
    to: "side",
    iconPath: new vscode.ThemeIcon("split-horizontal"),
    tooltip: vscode.l10n.t("Open to the Side"),
  },
];

/** Path and line with the file's icon, the symbol and its lines beside it, the best line below. */
export function toItem(row: Row): Item {
  const { hit, symbol, line, text, spans } = row;
  const { uri } = toPlace(row);
  return {
    row,
    label: `${vscode.workspace.asRelativePath(uri)}:${line + 1}`,
    description: [symbol, linesOf(hit)].filter(Boolean).join("  ·  "),
    detail: emphasise(text, spans),
    iconPath: vscode.ThemeIcon.File,
    resourceUri: uri,
    buttons: rowButtons(),
    alwaysShow: true,
  };
}

/** "8–24", as the editor counts. */
export const linesOf = ({ startLine, endLine }: Pick<Hit, "startLine" | "endLine">): string =>
  endLine - startLine > 1 ? `${startLine + 1}–${endLine}` : `${startLine + 1}`;

/**
 * A list can mark nothing in a line of its own accord: a low line goes under every letter of a match. Screen readers
 * would stumble over it.
 */
function emphasise(text: string, spans: readonly Span[]): string {
  const heard = vscode.workspace.getConfiguration("editor").get("accessibilitySupport") === "on";
  let result = "";
  let at = 0;
  for (const [start, end] of heard ? [] : spans) {
    result += text.slice(at, start);
    // a sign after a picture would change how it is drawn
    result += text.slice(start, end).replace(/[\p{L}\p{N}_$]/gu, "$&\u0332");
    at = end;
  }
  // "$(name)" would become an icon
  return (result + text.slice(at)).replaceAll("$(", "$\u2060(");
}

/** What to do when there is no result: what Enter does where that is clear, else what to try. */
export function nothingFound({
  typed,
  narrow,
  state,
}: {
  readonly typed: string;
  readonly narrow: boolean;
  readonly state: IndexState;
}): Item[] {
  const nothing = { iconPath: new vscode.ThemeIcon("info"), alwaysShow: true };
  const label = vscode.l10n.t("Nothing found");
  if (narrow)
    return [
      {
        ...nothing,
        press: "clear",
        label: vscode.l10n.t("Nothing found with these filters"),
        detail: vscode.l10n.t("Press Enter to clear the filters and look everywhere."),
        iconPath: new vscode.ThemeIcon("clear-all"),
      },
    ];
  const { query, under } = toQuery(typed);
  if (toWording(query)?.demanded.length) {
    const types = typed.replace(/["“”]/g, "");
    const detail = vscode.l10n.t(
      "Press Enter to leave out the quotation marks and look for the words and their meaning.",
    );
    return [{ ...nothing, label, detail, types }];
  }
  if (under) {
    const detail = vscode.l10n.t("Press Enter to leave out the folder and look everywhere.");
    return [{ ...nothing, label, detail, types: query }];
  }
  return [{ ...nothing, label, detail: whatToTry(query, state) }];
}

function whatToTry(query: string, { files, kind }: IndexState): string {
  if (query && !hasWords(query))
    return vscode.l10n.t("Type a letter, a figure or a word: signs alone are not looked for.");
  if (!files && (kind === "ready" || kind === "empty"))
    return vscode.l10n.t(
      "There is no file with text here. What .gitignore names, and binary and very large files, are left out.",
    );
  return vscode.l10n.t(
    "Try other words for the same thing. Ignored and very large files are not searched.",
  );
}

/** Says by what the results were found: words alone, or also meaning, and for how much of the files. */
export function titleOf(
  name: string,
  { by, wordless }: Pick<Found, "by" | "wordless">,
  state: IndexState,
): string {
  if (by === "meaning" && wordless)
    return vscode.l10n.t("{0} (by meaning alone: no file has these words)", name);
  if (by === "words") return vscode.l10n.t("{0} (words)", name);
  const part = meaningPercent(state);
  return part >= 100
    ? vscode.l10n.t("{0} (words and meaning)", name)
    : vscode.l10n.t("{0} (words, meaning: {1} % of files)", name, part);
}

export const toPlace = ({ hit, line }: Row): Place => ({
  uri: toUri(hit),
  startLine: hit.startLine,
  endLine: hit.endLine,
  line,
});

export const toUri = ({ folder, path }: Pick<Hit, "folder" | "path">): vscode.Uri =>
  vscode.Uri.joinPath(vscode.Uri.file(folder), path);
