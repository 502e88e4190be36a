import assert from "node:assert/strict";
import { openChat } from "../../src/chat/chat.ts";
import { Panel } from "../../src/chat/panel.ts";
import type { PanelModels } from "../../src/chat/panelModel.ts";
import type { ModelCard, PanelEvent } from "../../src/chat/protocol.ts";
import type { Strings } from "../../src/chat/strings.ts";
import { Emitter } from "../../src/platform/event.ts";
import { silent } from "../../src/platform/log.ts";
import { fakeCalls, type Script } from "./chat.ts";
import { countingChance, fakeHistory, noContext } from "./history.ts";

export const card: ModelCard = {
  ...{ tag: "@test/model", title: "Test", licence: "MIT", bytes: 100 },
  ...{ installed: true, small: true },
};

/** A panel over a model that follows `script`. */
export function openPanel(script: Script, install?: PanelModels["install"], preload = true) {
  const history = fakeHistory();
  const reported: unknown[] = [];
  let remembered: string | undefined;
  const failed = new Set<string>();
  const [changed, loading] = [
    new Emitter<unknown>(),
    new Emitter<{ tag: string; fraction: number | undefined }>(),
  ];
  const calls = fakeCalls(script);
  const model = { tag: "@test/model", temperature: 0, maxTokens: 64, systemPrompt: "" };
  const panel = new Panel({
    chat: openChat({ calls, history, log: silent, chance: countingChance(), model: () => model }),
    models: {
      current: async () => card,
      install: install ?? async function* () {},
      hasFailed: (tag) => failed.has(tag),
      onChange: changed.event,
      onLoading: loading.event,
    },
    context: noContext,
    preload: () => preload,
    draft: { read: () => undefined, write: () => {} },
    draftContext: { read: () => undefined, write: () => {} },
    memory: { read: () => remembered, write: (id) => (remembered = id) },
    strings: {} as Strings,
    locale: "en",
    report: (_, error) => reported.push(error),
  });
  return { panel, history, reported, loading, calls, failed };
}

/** What a page hears, and a way to wait for something among it. */
export function listen(panel: Panel) {
  const controller = new AbortController();
  const heard: PanelEvent[] = [];
  const waiting = new Set<() => void>();
  const over = (async () => {
    for await (const event of panel.events(controller.signal)) {
      heard.push(event);
      waiting.forEach((check) => check());
    }
  })().catch((error: unknown) => assert.equal((error as Error).name, "AbortError"));
  const until = (wanted: (event: PanelEvent) => boolean): Promise<PanelEvent> =>
    new Promise((resolve) => {
      const check = (): void => {
        const found = heard.find(wanted);
        if (found) resolve(found);
      };
      waiting.add(check);
      check();
    });
  return { heard, until, close: async () => (controller.abort(), await over) };
}
