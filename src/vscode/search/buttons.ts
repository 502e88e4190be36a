import * as vscode from "vscode";
import { isNarrow, nameOfFolder, type Filters } from "./filters.ts";

/** What a button or a key of the list does; "chat" is about the place that the person is at. */
export type Press =
  | "folder"
  | "language"
  | "changed"
  | "tests"
  | "clear"
  | "keep"
  | "model"
  | "occurrences"
  | "chat";

export interface PressButton extends vscode.QuickInputButton {
  readonly press: Press;
}

/** The buttons of the list: filters inside the box, where the editor's own searches have theirs, the rest in the title. */
export function buttonsOf(
  filters: Filters,
  { git, model, typed, results }: Readonly<Record<"git" | "model" | "typed" | "results", boolean>>,
): PressButton[] {
  const title: PressButton[] = [];
  if (model)
    title.push({
      press: "model",
      iconPath: new vscode.ThemeIcon("cloud-download"),
      tooltip: vscode.l10n.t("Download the model for meaning"),
    });
  if (typed)
    title.push({
      press: "occurrences",
      iconPath: new vscode.ThemeIcon("search"),
      tooltip: vscode.l10n.t("Every occurrence, in the editor's own search"),
    });
  if (results)
    title.push({
      press: "keep",
      iconPath: new vscode.ThemeIcon("list-tree"),
      tooltip: vscode.l10n.t("Keep results open (Alt+K)"),
    });
  return [...title, ...filterButtons(filters, git)];
}

function filterButtons(filters: Filters, git: boolean): PressButton[] {
  const { folder, languages, changed, tests } = filters;
  const toggle = (
    press: Press,
    { icon, on, tooltip }: { icon: string; on: boolean; tooltip: string },
  ): PressButton => ({
    press,
    iconPath: new vscode.ThemeIcon(icon),
    tooltip,
    location: vscode.QuickInputButtonLocation.Input,
    toggle: { checked: on },
  });
  return [
    toggle("folder", {
      icon: "folder",
      on: folder !== undefined,
      tooltip: folder
        ? vscode.l10n.t("Folder: {0} (Alt+D)", nameOfFolder(folder))
        : vscode.l10n.t("Only in a folder… (Alt+D)"),
    }),
    toggle("language", {
      icon: "code",
      on: languages.length > 0,
      tooltip: languages.length
        ? vscode.l10n.t("Language: {0} (Alt+L)", languages.join(", "))
        : vscode.l10n.t("Only in a language… (Alt+L)"),
    }),
    ...(git || changed
      ? [
          toggle("changed", {
            icon: "git-commit",
            on: changed,
            tooltip: changed
              ? vscode.l10n.t("Only changed files (Alt+G)")
              : vscode.l10n.t("Only files that have changed since the last commit (Alt+G)"),
          }),
        ]
      : []),
    toggle("tests", {
      icon: tests === "without" ? "beaker-stop" : "beaker",
      on: tests !== undefined,
      tooltip: testsTooltip(tests),
    }),
    ...(isNarrow(filters) ? [clearButton()] : []),
  ];
}

function testsTooltip(tests: Filters["tests"]): string {
  if (tests === "without") return vscode.l10n.t("Tests are left out; press for only tests (Alt+T)");
  if (tests === "only") return vscode.l10n.t("Only tests; press for all files (Alt+T)");
  return vscode.l10n.t("With tests; press to leave them out (Alt+T)");
}

const clearButton = (): PressButton => ({
  press: "clear",
  iconPath: new vscode.ThemeIcon("clear-all"),
  tooltip: vscode.l10n.t("Clear all filters (Alt+Backspace)"),
  location: vscode.QuickInputButtonLocation.Inline,
});
