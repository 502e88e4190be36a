import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import type { Disposable } from "../../platform/disposable.ts";
import { DisposableStore } from "../../platform/disposable.ts";
import type { Found, Hit, IndexState, Like } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";
import type { Report } from "../commands.ts";
import { asInEditors } from "./anchor.ts";
import { beginnings, type Recent, selectedWords } from "./beginnings.ts";
import { buttonsOf, type Press, type PressButton } from "./buttons.ts";
import { describeFilters, isNarrow, nextTests, toFilter, type FilterState } from "./filters.ts";
import { rowOf, type Asked } from "./kept.ts";
import { nothingFound, type RowButton, titleOf, toItem, type Item } from "./pickItem.ts";
import { followAnswers } from "./follow.ts";
import { LiveQuery } from "./liveQuery.ts";
import { whyPaused } from "./status.ts";
import { toQuery, type Row } from "./rows.ts";
import { type At, Stay } from "./stay.ts";

/** Milliseconds without a key before the work for meaning begins. Words are answered at once. */
const rest = 150;
const limit = 30;

/** What the list holds before anything is typed: code like other code. */
export interface Start {
  readonly name: string;
  readonly placeholder: string;
  /** The code itself; "" for a whole file. */
  readonly query: string;
  readonly like: Like;
}

export interface ListParts {
  readonly search: Search;
  readonly filters: FilterState;
  /** See `changedFiles`. */
  readonly changes: () => Promise<readonly string[] | undefined>;
  readonly recent: Recent;
  readonly report: Report;
}

/** What ends the list. Some ends are only breaks: `show` brings it back as it was. */
export type Choice =
  | { readonly row: Row; readonly to: "editor" | "side" | "chat" }
  | "folder"
  | "language"
  | "keep"
  | "model"
  | "occurrences"
  | "none";

/** What is listed now. */
export interface Listed {
  readonly asked: Asked;
  readonly hits: readonly Hit[];
}

/** What was typed, or what the list starts with. */
function toAsked(typed: string, start: Start | undefined): Asked {
  const { query, under } = toQuery(typed);
  if (query || !start) return { title: query, query, ...(under && { under }) };
  return { title: start.name, query: start.query, like: start.like };
}

/** The list that fills itself while somebody types. */
export class List implements Disposable {
  readonly #parts: ListParts;
  readonly #start: Start | undefined;
  readonly #store = new DisposableStore();
  readonly #selected = selectedWords();
  readonly #pick: vscode.QuickPick<Item>;
  readonly #live: LiveQuery<Found>;
  #found: Pick<Found, "by" | "wordless"> = { by: "words" };
  readonly #stay = new Stay();
  #listed: Listed;
  /** What is listed was asked once, and is only brought up to date. */
  #again = false;
  #git = false;
  #finish: (choice: Choice) => void = () => {};

  /** @param onFocus hears of the place that the person has arrived at */
  constructor(parts: ListParts, start: Start | undefined, onFocus: (row: Row) => void) {
    this.#parts = parts;
    this.#start = start;
    this.#listed = { asked: toAsked("", start), hits: [] };
    this.#pick = this.#store.add(openPick(start));
    this.#live = new LiveQuery<Found>({
      run: (typed, signal) => this.#find(typed, signal),
      show: (found, typed) => this.#fill(found, typed),
      busy: (busy) => (this.#pick.busy = busy),
      fail: (error) => parts.report("hearth.search", error),
      blank: start !== undefined,
    });
    this.#store.add({ dispose: () => this.#live.stop() });
    this.#hear(onFocus);
    this.#describe();
    void this.#lookForGit();
    this.#ask();
  }

  /** Shows the list and resolves with what ends it; it can be shown again. */
  show(): Promise<Choice> {
    this.#pick.show();
    return new Promise((resolve) => {
      this.#finish = (choice) => {
        this.#finish = () => {};
        this.#pick.hide();
        resolve(choice);
      };
    });
  }

  press(what: Press): void {
    const { filters } = this.#parts;
    if (what === "changed") filters.set({ changed: !filters.current().changed });
    else if (what === "tests") filters.set({ tests: nextTests(filters.current().tests) });
    else if (what === "clear") filters.clear();
    else if (what !== "chat") this.#finish(what);
    else {
      const [item] = this.#pick.activeItems;
      if (item?.row) this.#finish({ row: item.row, to: what });
    }
  }

  typed(): string {
    return this.#pick.value;
  }

  listed(): Listed {
    return this.#listed;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #hear(onFocus: (row: Row) => void): void {
    const pick = this.#pick;
    pick.onDidChangeValue(() => this.#ask());
    pick.onDidChangeActive(([item]) => item?.row && onFocus(item.row));
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item?.row) this.#finish({ row: item.row, to: "editor" });
      else if (item?.types) this.#type(item.types);
      else if (item?.press) this.press(item.press);
    });
    pick.onDidTriggerItemButton(
      ({ item: { row }, button }) => row && this.#finish({ row, to: (button as RowButton).to }),
    );
    pick.onDidTriggerButton((button) => this.press((button as PressButton).press));
    pick.onDidHide(() => this.#finish("none"));
    const { search, filters } = this.#parts;
    this.#store.add(filters.onChange(() => this.#ask()));
    this.#store.add(search.onState(() => this.#describe()));
    this.#store.add(followAnswers(search, () => this.askAgain()));
  }

  #type(query: string): void {
    this.#pick.value = query;
    this.#ask();
  }

  #ask(): void {
    this.#stay.forget();
    this.#again = false;
    this.#describe();
    this.#live.ask(this.#pick.value);
  }

  /** Asks the same once more: the places are where they are now, and the person stays at the same one. */
  askAgain(): void {
    const { value } = this.#pick;
    if (!this.#start && !toQuery(value).query) return;
    this.#again = true;
    this.#live.ask(value);
  }

  #now(): At | undefined {
    const { items, activeItems } = this.#pick;
    const [item] = activeItems;
    return item?.row && { row: item.row, at: items.indexOf(item) };
  }

  async *#find(typed: string, signal: AbortSignal): AsyncGenerator<Found> {
    // the order by meaning that is there already is not taken away for a moment
    const settled = this.#again && this.#found.by === "meaning";
    let held: Found | undefined;
    for await (const found of this.#answers(typed, signal)) {
      held = settled && found.by === "words" ? found : undefined;
      if (!held) yield found;
    }
    if (held) yield held;
  }

  async *#answers(typed: string, signal: AbortSignal): AsyncGenerator<Found> {
    const { search, filters, changes } = this.#parts;
    const { query, under, like } = toAsked(typed, this.#start);
    const current = filters.current();
    const changed = current.changed ? await changes() : undefined;
    const filter = toFilter(current, { under, changes: changed ?? [] });
    const options = { ...filter, limit, again: true, ...(like ? { like } : { rest }) };
    yield* search.find(query, options, signal);
  }

  #fill(found: Found | undefined, typed: string): void {
    const pick = this.#pick;
    this.#found = found ?? { by: this.#found.by };
    const asked = {
      ...toAsked(typed, this.#start),
      ...(found?.instead && { instead: found.instead }),
    };
    const hits = asInEditors(found?.hits ?? [], asked);
    // what is the same is not drawn anew
    if (this.#again && found && isDeepStrictEqual(hits, this.#listed.hits)) return this.#describe();
    this.#listed = { asked, hits };
    const rows = this.#listed.hits.map((hit) => rowOf(hit, asked));
    const keep = this.#stay.settle(rows, this.#now(), this.#again);
    const narrow = isNarrow(this.#parts.filters.current());
    pick.items = !found
      ? beginnings(this.#parts.recent.list(), this.#selected)
      : rows.length
        ? rows.map(toItem)
        : nothingFound({ typed, narrow, state: this.#parts.search.state() });
    pick.activeItems = keep ? pick.items.filter(({ row }) => row === keep) : pick.items.slice(0, 1);
    this.#describe();
  }

  #describe(): void {
    const filters = this.#parts.filters.current();
    const state = this.#parts.search.state();
    const name = this.#start?.name ?? vscode.l10n.t("Semantic Search");
    this.#pick.title = titleOf([name, ...describeFilters(filters)].join(" · "), this.#found, state);
    this.#pick.prompt = state.note ?? (state.kind === "paused" ? whyWordsOnly(state) : undefined);
    this.#pick.buttons = buttonsOf(filters, {
      git: this.#git,
      model: state.note !== undefined,
      typed: toQuery(this.#pick.value).query !== "",
      results: this.#listed.hits.length > 0,
    });
  }

  async #lookForGit(): Promise<void> {
    this.#git = (await this.#parts.changes()) !== undefined;
    this.#describe();
  }
}

/** Said where meaning is not known of all files, and nobody is working on it. */
const whyWordsOnly = (state: IndexState): string =>
  vscode.l10n.t("The work for meaning is {0}.", whyPaused(state));

function openPick(start: Start | undefined): vscode.QuickPick<Item> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.placeholder =
    start?.placeholder ??
    vscode.l10n.t("What does the code do? Begin with src/ and a space to look in that folder.");
  pick.keepScrollPosition = true;
  // leaves the results in the order of the search; not in the published types, ignored where it is unknown
  return Object.assign(pick, { sortByLabel: false });
}
