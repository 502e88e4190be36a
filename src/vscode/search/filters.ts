import { basename } from "node:path";
import * as vscode from "vscode";
import { Emitter, type Event } from "../../platform/event.ts";
import type { Filter } from "../../search/protocol.ts";

/** What a search is narrowed to. */
export interface Filters {
  /** Absolute path of a folder. */
  readonly folder?: string;
  /** By name; empty: all. */
  readonly languages: readonly string[];
  /** Only what git says has changed. */
  readonly changed: boolean;
  readonly tests?: "without" | "only";
}

/** The filters of this window: remembered until it closes, the same in every search. */
export interface FilterState {
  current(): Filters;
  /** The chosen folders, newest first. */
  recentFolders(): readonly string[];
  set(change: { readonly [K in keyof Filters]?: Filters[K] | undefined }): void;
  clear(): void;
  readonly onChange: Event<Filters>;
}

const none: Filters = { languages: [], changed: false };

export function openFilters(): FilterState {
  const emitter = new Emitter<Filters>();
  let current = none;
  let recent: readonly string[] = [];
  const become = (next: Filters): void => {
    current = next;
    void vscode.commands.executeCommand("setContext", "hearth.searchFiltered", isNarrow(next));
    emitter.fire(next);
  };
  return {
    current: () => current,
    recentFolders: () => recent,
    set(change) {
      const { folder } = change;
      if (folder) recent = [folder, ...recent.filter((one) => one !== folder)].slice(0, 5);
      const merged = Object.entries({ ...current, ...change });
      become(Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as never);
    },
    clear: () => become(none),
    onChange: emitter.event,
  };
}

export const isNarrow = ({ folder, languages, changed, tests }: Filters): boolean =>
  Boolean(folder || languages.length || changed || tests);

/** Tests too, no tests, only tests, and round again. */
export const nextTests = (tests: Filters["tests"]): Filters["tests"] =>
  tests === undefined ? "without" : tests === "without" ? "only" : undefined;

/** As the search process takes them. @param under a folder that was typed: it stands in for the chosen one */
export function toFilter(
  { folder, languages, tests, changed }: Filters,
  { under, changes }: { under: string | undefined; changes: readonly string[] },
): Filter {
  const within = under ?? folder;
  return {
    ...(within && { under: within }),
    ...(languages.length && { languages }),
    ...(tests && { tests }),
    ...(changed && { files: changes }),
  };
}

/** Each filter that holds, in a word or two. */
export function describeFilters({ folder, languages, changed, tests }: Filters): string[] {
  return [
    ...(folder ? [`${nameOfFolder(folder)}/`] : []),
    ...(languages.length ? [languages.join(", ")] : []),
    ...(changed ? [vscode.l10n.t("changed files")] : []),
    ...(tests === "without" ? [vscode.l10n.t("no tests")] : []),
    ...(tests === "only" ? [vscode.l10n.t("only tests")] : []),
  ];
}

/** "src/http" inside a workspace folder; the workspace folder itself by its name. */
export function nameOfFolder(path: string): string {
  const uri = vscode.Uri.file(path);
  const roots = vscode.workspace.workspaceFolders ?? [];
  if (roots.some((root) => root.uri.fsPath === path)) return basename(path);
  return vscode.workspace.asRelativePath(uri).replaceAll("\\", "/");
}
