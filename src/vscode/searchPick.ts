import * as vscode from "vscode";
import { UserError } from "../platform/errors.ts";
import type { Found } from "../search/protocol.ts";
import type { Search } from "../search/search.ts";
import type { Report } from "./commands.ts";
import {
  modelButton,
  nothingFound,
  titleOf,
  toItem,
  toPlace,
  toUri,
  type Item,
} from "./searchPickItem.ts";
import { openPreview, type Place } from "./searchPickPreview.ts";
import { LiveQuery } from "./searchPickQuery.ts";
import { keepActive, toQuery, toRow, type Row } from "./searchPickRows.ts";

export interface SearchPickParts {
  readonly search: Search;
  readonly report: Report;
  /** Offers the model that meaning needs: a button shows while the index says that it lacks something. */
  readonly offerModel: () => Promise<unknown>;
}

/** What is looked for before anything is typed: places like a text, other than the one it stands in. */
interface Alike {
  readonly text: string;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/**
 * The live search. Resolves with the place that was opened, or undefined when the list was left.
 * @throws {UserError} when no folder is open
 */
export async function pickResult(parts: SearchPickParts): Promise<Place | undefined> {
  return showList(parts, undefined);
}

/** Places that look like the selection. @throws {UserError} when nothing is selected or no folder is open */
export async function pickSimilar(parts: SearchPickParts): Promise<Place | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty)
    throw new UserError(vscode.l10n.t("Select the code first that you want to find the like of."));
  const { document, selection } = editor;
  // models cut what is longer than this
  const text = document.getText(selection).slice(0, 2000);
  return showList(parts, { text, uri: document.uri, range: selection });
}

async function showList(
  parts: SearchPickParts,
  alike: Alike | undefined,
): Promise<Place | undefined> {
  if (!vscode.workspace.workspaceFolders?.length)
    throw new UserError(vscode.l10n.t("Open a folder first: the search looks through its files."));
  const { search, report } = parts;
  const preview = openPreview();
  const list = openList(parts, alike);
  const { pick } = list;
  pick.onDidChangeActive(([item]) => {
    if (item?.row)
      preview.show(toPlace(item.row)).catch((error: unknown) => report("Preview", error));
  });
  try {
    pick.show();
    list.ask();
    search.open().catch((error: unknown) => report("hearth.search", error));
    const choice = await choiceIn(pick);
    pick.hide();
    if (typeof choice === "object") {
      const place = toPlace(choice.row);
      await preview.open(place, choice.beside);
      return place;
    }
    await preview.restore();
    if (choice === "model") await parts.offerModel();
    return undefined;
  } finally {
    list.dispose();
    preview.dispose();
  }
}

type Choice = { readonly row: Row; readonly beside: boolean } | "model" | "none";

/** Resolves with the first thing that ends the list. */
function choiceIn(pick: vscode.QuickPick<Item>): Promise<Choice> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item?.row) resolve({ row: item.row, beside: false });
    });
    pick.onDidTriggerItemButton(({ item }) => item.row && resolve({ row: item.row, beside: true }));
    pick.onDidTriggerButton(() => resolve("model"));
    pick.onDidHide(() => resolve("none"));
  });
}

/** The list that fills itself while somebody types. */
function openList({ search, report }: SearchPickParts, alike: Alike | undefined) {
  const name = alike ? vscode.l10n.t("Similar Code") : vscode.l10n.t("Semantic Search");
  const pick = vscode.window.createQuickPick<Item>();
  pick.placeholder = alike
    ? vscode.l10n.t("Code like the selection. Type to search for something else.")
    : vscode.l10n.t("What does the code do? Begin with src/ and a space to look in that folder.");
  pick.keepScrollPosition = true;
  // leaves the results in the order of the search; not in the published types, ignored where it is unknown
  Object.assign(pick, { sortByLabel: false });

  let by: Found["by"] = "words";
  let chosen: string | undefined;

  function describe(): void {
    const state = search.state();
    pick.title = titleOf(name, by, state);
    pick.prompt = state.note;
    pick.buttons = state.note ? [modelButton()] : [];
  }

  function show(found: Found | undefined, query: string): void {
    by = found?.by ?? by;
    const hits = found?.hits.filter((hit) => pick.value || !alike || !isInside(hit, alike)) ?? [];
    const rows = hits.map((hit) => toRow(hit, query));
    pick.items = found && !rows.length ? [nothingFound(query)] : rows.map(toItem);
    const keep = keepActive(rows, chosen);
    pick.activeItems = pick.items.filter(({ row }) => row !== undefined && row === keep);
    describe();
  }

  const live = new LiveQuery<Found>({
    run: (typed, signal) => {
      const { query, under } = toQuery(typed);
      return search.find(query, { limit: 30, ...(under && { under }) }, signal);
    },
    show,
    busy: (busy) => (pick.busy = busy),
    fail: (error) => report("hearth.search", error),
  });

  function again(): void {
    if (alike && !pick.value) live.ask(alike.text, true);
    else live.ask(pick.value);
  }

  function ask(): void {
    chosen = undefined;
    again();
  }

  pick.onDidChangeValue(ask);
  // the first place is only where the list begins: nobody chose it
  pick.onDidChangeActive(
    ([item]) => (chosen = item === pick.items[0] ? undefined : item?.row?.key),
  );
  let { kind } = search.state();
  const telling = search.onState((state) => {
    describe();
    // what was asked of half an index is asked again when it is whole; the chosen place stays chosen
    if (state.kind === "ready" && kind !== "ready") again();
    kind = state.kind;
  });
  describe();
  return {
    pick,
    ask,
    dispose(): void {
      live.stop();
      telling.dispose();
      pick.dispose();
    },
  };
}

const isInside = (hit: Found["hits"][number], { uri, range }: Alike): boolean =>
  toUri(hit).toString() === uri.toString() &&
  hit.startLine <= range.end.line &&
  hit.endLine > range.start.line;
