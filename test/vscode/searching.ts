import assert from "node:assert/strict";
import { Emitter } from "../../src/platform/event.ts";
import { Feed } from "../../src/platform/stream.ts";
import type { Found, Hit, IndexState } from "../../src/search/protocol.ts";
import type { FindOptions, Search } from "../../src/search/search.ts";
import { openFilters } from "../../src/vscode/search/filters.ts";
import { openRecent } from "../../src/vscode/search/beginnings.ts";
import { openSearchPick } from "../../src/vscode/search/pick.ts";
import type { Place } from "../../src/vscode/search/preview.ts";
import type { Listed } from "../../src/vscode/search/pickList.ts";
import * as fake from "../fakes/vscode.ts";

/** Lets what waits go on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const hit = (path: string, text = "x"): Hit => ({
  folder: "/project",
  path,
  startLine: 4,
  endLine: 6,
  text,
  score: 1,
});

export const ready: IndexState = {
  kind: "ready",
  files: 200,
  words: 200,
  meaning: 76,
  share: 0.44,
  bytes: 0,
  revision: 0,
};

/** A search that is answered by the test. */
export function begin(state = ready) {
  const states = new Emitter<IndexState>();
  const asked: { query: string; options: FindOptions; feed: Feed<Found>; signal?: AbortSignal }[] =
    [];
  const failures: unknown[] = [];
  const kept: Listed[] = [];
  const added: Place[] = [];
  let offered = 0;
  const stored = new Map<string, unknown>();
  const memory = {
    get: (key: string) => stored.get(key),
    update: async (key: string, value: unknown) => void stored.set(key, value),
  } as unknown as Parameters<typeof openRecent>[0];
  let changed: readonly string[] | undefined;
  const search = {
    find: (query: string, options: FindOptions, signal?: AbortSignal) => {
      const feed = new Feed<Found>();
      asked.push({ query, options, feed, ...(signal && { signal }) });
      return feed;
    },
    open: async () => {},
    contents: async () => ({
      languages: [{ name: "TypeScript", files: 3 }],
      folders: [{ folder: "/project", path: "src", files: 3 }],
    }),
    state: () => state,
    onState: states.event,
  } as unknown as Search;
  const parts = {
    search,
    report: (_: string, error: unknown) => void failures.push(error),
    offerModel: async () => void offered++,
    filters: openFilters(),
    changes: async () => changed,
    recent: openRecent(memory),
    keep: async (listed: Listed) => void kept.push(listed),
    addToChat: async (places: readonly Place[]) => void added.push(...places),
  };
  const list = openSearchPick(parts);
  const pick = () => {
    const found = fake.editor.picks[0];
    assert.ok(found, "a list is open");
    return found;
  };
  const type = (query: string): void => {
    pick().type(query);
  };
  const answer = async (by: Found["by"], ...hits: Hit[]): Promise<void> => {
    asked.at(-1)?.feed.push({ by, hits });
    await turn();
  };
  const labels = () => pick().items.map(({ label }) => label);
  return {
    ...{ list, parts, asked, failures, kept, added, pick, type, answer, labels, states },
    offered: () => offered,
    change: (files: readonly string[]) => void (changed = files),
  };
}
