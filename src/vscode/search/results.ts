import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { UserError } from "../../platform/errors.ts";
import { last } from "../../platform/stream.ts";
import type { Hit } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";
import type { Commands } from "../commands.ts";
import { openDocument } from "../document.ts";
import { describeFilters, toFilter, type Filters } from "./filters.ts";
import { keyOf, stepFrom, toGroups, toMarkdown, type Asked, type FileGroup } from "./kept.ts";
import { isAmong, openKeptResults, type KeptResults } from "./keptResults.ts";
import { toPlace, toUri } from "./pickItem.ts";
import type { AddToChat } from "./pick.ts";
import { isRow, openTree, type Node } from "./resultsTree.ts";
import type { Row } from "./rows.ts";
import type { FileChanges } from "./watch.ts";

const viewId = "hearth.results";
/** Milliseconds in which edits are gathered before the results of a file are looked at again. */
const gather = 300;

export interface ResultsParts {
  readonly search: Search;
  readonly memory: vscode.Memento;
  /** See `changedFiles`. */
  readonly changes: () => Promise<readonly string[] | undefined>;
  readonly files: FileChanges;
  readonly addToChat: AddToChat;
}

/** The view that keeps a search open. */
export interface Results extends Disposable {
  readonly commands: Commands;
  keep(about: { asked: Asked; filters: Filters; hits: readonly Hit[] }): Promise<void>;
  /** Of a file all its places; without any what is selected. @throws {UserError} when that is nothing */
  addToChat(node: Node | undefined, all: readonly Node[] | undefined): Promise<void>;
}

export function showResults(parts: ResultsParts): Results {
  const { memory, files } = parts;
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  const results = openKeptResults(memory, draw);
  let groups: readonly FileGroup[] = [];
  let at: string | undefined;
  const view = store.add(
    vscode.window.createTreeView<Node>(viewId, {
      treeDataProvider: openTree(() => groups, changed.event),
      showCollapseAll: true,
      canSelectMany: true,
    }),
  );

  function draw(): void {
    const there = results.there();
    groups = there ? toGroups(there) : [];
    void vscode.commands.executeCommand("setContext", "hearth.hasResults", there !== undefined);
    view.description = there?.asked.title ?? "";
    // a view that stands alone in its panel shows no description; an empty message takes no room
    view.message = aboutKept(results, groups.length);
    changed.fire();
  }

  /** What a command is about: what it was given, else what is selected. */
  const wanted = (node: Node | undefined, all: readonly Node[] | undefined): readonly Node[] =>
    all?.length ? all : node ? [node] : view.selection;

  function remove(node: Node | undefined, all: readonly Node[] | undefined): void {
    const nodes = wanted(node, all);
    const isOf = (hit: Hit, one: Node): boolean =>
      isRow(one) ? hit === one.hit : keyOf(hit) === one.key;
    if (nodes.length) results.remove((hit) => nodes.some((one) => isOf(hit, one)));
  }

  async function step(by: 1 | -1): Promise<void> {
    const row = stepFrom(groups, at, by);
    if (!row) return;
    at = row.key;
    const { uri, line } = toPlace(row);
    const cursor = new vscode.Position(line, 0);
    const document = await openDocument(uri);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(cursor, cursor) });
    if (view.visible) await view.reveal(row, { select: true, focus: false });
  }

  store.add(
    view.onDidChangeSelection(({ selection: [node] }) => {
      if (node && isRow(node)) at = node.key;
    }),
  );
  store.add(
    view.onDidChangeVisibility(({ visible }) => {
      if (!visible || !results.current()) return;
      files.start();
      results.look(() => true);
    }),
  );
  store.add(files.onChange((paths) => results.look((hit) => isAmong(toUri(hit).fsPath, paths))));
  store.add(vscode.workspace.onDidRenameFiles((renaming) => results.rename(renaming.files)));
  store.add(followDocuments((uri) => results.look((hit) => toUri(hit).toString() === uri)));
  if (results.current()) draw();

  return {
    commands: {
      "hearth.refreshResults": () => refresh(results, parts),
      "hearth.removeResult": remove,
      "hearth.clearResults": () => results.keep(undefined),
      "hearth.copyResults": () => copy(results),
      "hearth.nextResult": () => step(1),
      "hearth.previousResult": () => step(-1),
    },
    async keep(next) {
      at = undefined;
      results.keep(next);
      await vscode.commands.executeCommand(`${viewId}.focus`);
    },
    async addToChat(node, all) {
      const rows = toRows(wanted(node, all));
      if (!rows.length)
        throw new UserError(vscode.l10n.t("Search for something first, and go to a result."));
      await parts.addToChat(rows.map(toPlace));
    },
    dispose: () => store.dispose(),
  };
}

/** The places themselves, and those of the files, each once. */
const toRows = (nodes: readonly Node[]): readonly Row[] => [
  ...new Set(nodes.flatMap((node) => (isRow(node) ? node : node.rows))),
];

/** Asks the same again, with the filters it was kept with. */
async function refresh(results: KeptResults, { search, changes }: ResultsParts): Promise<void> {
  const before = results.current();
  if (!before) return;
  const { asked, filters } = before;
  const changed = filters.changed ? ((await changes()) ?? []) : [];
  const options = {
    ...toFilter(filters, { under: asked.under, changes: changed }),
    ...(asked.like && { like: asked.like }),
    limit: 30,
  };
  await vscode.window.withProgress({ location: { viewId } }, async () => {
    const { hits } = await last(search.find(asked.query, options));
    if (results.current()?.asked === asked) results.keep({ ...before, hits });
  });
}

/** Puts what is there into the clipboard, as Markdown. */
async function copy(results: KeptResults): Promise<string | undefined> {
  const there = results.there();
  if (!there) return undefined;
  const text = toMarkdown(there, (hit) => vscode.workspace.asRelativePath(toUri(hit)));
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t("The results are copied."), 3000);
  return text;
}

/** What was looked for, how many places there are and how many are gone, and by what they are narrowed. */
function aboutKept(results: KeptResults, files: number): string {
  const [kept, there] = [results.current(), results.there()];
  if (!kept || !there) return "";
  const { title } = kept.asked;
  const { length } = there.hits;
  const count = !kept.hits.length
    ? vscode.l10n.t("“{0}”: nothing is found any more", title)
    : length === 1
      ? vscode.l10n.t("“{0}”: one place", title)
      : vscode.l10n.t("“{0}”: {1} places in {2} files", title, length, files);
  const gone = kept.hits.length - length;
  const lost =
    gone === 1
      ? vscode.l10n.t("One result is gone with its code.")
      : vscode.l10n.t("{0} results are gone with their code.", gone);
  return [count, describeFilters(kept.filters).join(" · "), gone > 0 && lost]
    .filter(Boolean)
    .join(" — ");
}

/** Tells of each document that was opened or edited, a little later, once for many edits. */
function followDocuments(tell: (uri: string) => void): Disposable {
  const store = new DisposableStore();
  const waiting = new Set<string>();
  const hear = async ({ uri }: vscode.TextDocument): Promise<void> => {
    const name = uri.toString();
    if (uri.scheme !== "file" || waiting.has(name)) return;
    waiting.add(name);
    await delay(gather);
    waiting.delete(name);
    tell(name);
  };
  store.add(vscode.workspace.onDidOpenTextDocument((document) => void hear(document)));
  store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => void hear(document)));
  return store;
}
