import * as vscode from "vscode";
import type { Item } from "./pickItem.ts";

const key = "recentSearches";
const most = 8;

/** The questions whose answers were opened or kept in this workspace, newest first. */
export interface Recent {
  list(): readonly string[];
  add(query: string): void;
}

export function openRecent(memory: vscode.Memento): Recent {
  const list = (): readonly string[] => {
    const stored = memory.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter((each) => typeof each === "string") : [];
  };
  return {
    list,
    add(query) {
      const asked = query.trim();
      if (!asked) return;
      void memory.update(key, [asked, ...list().filter((each) => each !== asked)].slice(0, most));
    },
  };
}

/** What the list holds before anything is typed: what is selected, and what was asked lately, else what can be asked. Enter types it. */
export function beginnings(recent: readonly string[], selected?: string): Item[] {
  const marked = selected === undefined ? [] : [selected];
  const lately = recent.filter((query) => query !== selected);
  return [
    ...marked.map((query) => begin("selection", { query, note: vscode.l10n.t("selected") })),
    ...lately.map((query) => begin("history", { query })),
    ...(recent.length ? [] : examples()),
  ];
}

function begin(
  icon: string,
  { query, label = query, note }: { query: string; label?: string; note?: string },
): Item {
  return {
    // "$(name)" would become an icon
    label: label.replaceAll("$(", "$\u2060("),
    iconPath: new vscode.ThemeIcon(icon),
    ...(note !== undefined && { description: note }),
    types: query,
    alwaysShow: true,
  };
}

const examples = (): Item[] =>
  [
    [vscode.l10n.t("Ask in plain words"), vscode.l10n.t("where is the configuration read")],
    [vscode.l10n.t("Name a file, or paste a line of a stack trace"), "README.md"],
    [vscode.l10n.t("Word for word, in quotation marks"), '"not found"'],
  ].map(([label = "", query = ""]) => begin("lightbulb", { query, label, note: query }));

/** What is selected in the editor, if it is a piece of one line: people want to look for that. */
export function selectedWords(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty || !editor.selection.isSingleLine) return undefined;
  const text = editor.document.getText(editor.selection).trim();
  return text && text.length <= 100 ? text : undefined;
}
