import { setTimeout as delay } from "node:timers/promises";
import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { last } from "../../platform/stream.ts";
import { decodeText } from "../../platform/text.ts";
import type { Hit } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";
import type { Commands } from "../commands.ts";
import { describeFilters, toFilter, type Filters } from "./filters.ts";
import {
  anchorHit,
  keyOf,
  rowOf,
  stepFrom,
  toGroups,
  toKept,
  toMarkdown,
  type Asked,
  type FileGroup,
  type Kept,
} from "./kept.ts";
import { toPlace, toUri } from "./pickItem.ts";
import { isRow, openTree, type Node } from "./resultsTree.ts";

const viewId = "hearth.results";
/** Milliseconds in which edits are gathered before the results of a file are looked at again. */
const gather = 300;

export interface ResultsParts {
  readonly search: Search;
  readonly memory: vscode.Memento;
  readonly changes: () => Promise<readonly string[] | undefined>;
}

/** The view that keeps a search open. */
export interface Results extends Disposable {
  readonly commands: Commands;
  keep(about: { asked: Asked; filters: Filters; hits: readonly Hit[] }): Promise<void>;
}

export function showResults({ search, memory, changes }: ResultsParts): Results {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  let kept = toKept(memory.get(viewId));
  let groups: readonly FileGroup[] = [];
  let at: string | undefined;
  const view = store.add(
    vscode.window.createTreeView<Node>(viewId, {
      treeDataProvider: openTree(() => groups, changed.event),
      showCollapseAll: true,
    }),
  );

  function become(next: Kept | undefined, note?: string): void {
    kept = next;
    groups = next ? toGroups(next) : [];
    void memory.update(viewId, next);
    void vscode.commands.executeCommand("setContext", "hearth.hasResults", groups.length > 0);
    view.description = next?.asked.title ?? "";
    // a view that stands alone in its panel shows no description; an empty message takes no room
    view.message = next
      ? [...aboutKept(next, groups.length), note].filter(Boolean).join(" — ")
      : (note ?? "");
    changed.fire();
  }

  /** Results where they are now. What is gone is dropped, and the view says so. */
  async function anchor(wanted: (hit: Hit) => boolean): Promise<void> {
    const before = kept;
    if (!before) return;
    const texts = new Map<string, Promise<string | undefined>>();
    const now = await Promise.all(
      before.hits.map(async (hit) => {
        if (!wanted(hit)) return hit;
        const key = keyOf(hit);
        const text = texts.get(key) ?? textNow(toUri(hit));
        texts.set(key, text);
        const read = await text;
        return read === undefined ? undefined : anchorHit(hit, rowOf(hit, before.asked).line, read);
      }),
    );
    if (kept !== before || now.every((hit, i) => hit === before.hits[i])) return;
    const hits = now.flatMap((hit) => hit ?? []);
    const gone = before.hits.length - hits.length;
    become(
      { ...before, hits },
      gone ? vscode.l10n.t("{0} results are gone with their code.", gone) : undefined,
    );
  }

  async function refresh(): Promise<void> {
    const before = kept;
    if (!before) return;
    const { asked, filters } = before;
    const files = filters.changed ? ((await changes()) ?? []) : [];
    const options = {
      ...toFilter(filters, { under: asked.under, changes: files }),
      ...(asked.like && { like: asked.like }),
      limit: 30,
    };
    await vscode.window.withProgress({ location: { viewId } }, async () => {
      const { hits } = await last(search.find(asked.query, options));
      const none = hits.length ? undefined : vscode.l10n.t("Nothing is found any more.");
      if (kept === before) become({ ...before, hits }, none);
    });
  }

  function remove(node: Node | undefined): void {
    const wanted = node ?? view.selection[0];
    if (!kept || !wanted) return;
    const goes = (hit: Hit): boolean =>
      isRow(wanted) ? hit === wanted.hit : keyOf(hit) === wanted.key;
    const hits = kept.hits.filter((hit) => !goes(hit));
    become(hits.length ? { ...kept, hits } : undefined);
  }

  async function step(by: 1 | -1): Promise<void> {
    const row = stepFrom(groups, at, by);
    if (!row) return;
    at = row.key;
    const { uri, line } = toPlace(row);
    const cursor = new vscode.Position(line, 0);
    await vscode.window.showTextDocument(uri, { selection: new vscode.Range(cursor, cursor) });
    if (view.visible) await view.reveal(row, { select: true, focus: false });
  }

  store.add(
    view.onDidChangeSelection(({ selection: [node] }) => {
      if (node && isRow(node)) at = node.key;
    }),
  );
  store.add(
    view.onDidChangeVisibility(({ visible }) => {
      if (visible) void anchor(() => true);
    }),
  );
  store.add(followDocuments((uri) => void anchor((hit) => toUri(hit).toString() === uri)));
  if (kept) become(kept);

  return {
    commands: {
      "hearth.refreshResults": refresh,
      "hearth.removeResult": remove,
      "hearth.clearResults": () => become(undefined),
      "hearth.copyResults": async () => {
        if (!kept) return undefined;
        const text = toMarkdown(kept, (hit) => vscode.workspace.asRelativePath(toUri(hit)));
        await vscode.env.clipboard.writeText(text);
        vscode.window.setStatusBarMessage(vscode.l10n.t("The results are copied."), 3000);
        return text;
      },
      "hearth.nextResult": () => step(1),
      "hearth.previousResult": () => step(-1),
    },
    async keep(next) {
      at = undefined;
      become(next);
      await vscode.commands.executeCommand(`${viewId}.focus`);
    },
    dispose: () => store.dispose(),
  };
}

/** What was looked for, how many places there are, and by what they are narrowed. */
function aboutKept({ asked, hits, filters }: Kept, files: number): string[] {
  const count =
    hits.length === 1
      ? vscode.l10n.t("“{0}”: one place", asked.title)
      : vscode.l10n.t("“{0}”: {1} places in {2} files", asked.title, hits.length, files);
  return [count, describeFilters(filters).join(" · ")];
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

/** A file's text as the editor has it, unsaved edits too; undefined when it is gone. */
async function textNow(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (open && !open.isClosed) return open.getText();
  const bytes = await vscode.workspace.fs.readFile(uri).then(undefined, () => undefined);
  return bytes && decodeText(bytes);
}
