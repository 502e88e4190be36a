import type { Disposable } from "../platform/disposable.ts";
import { isAbort, isUserError, messageOf } from "../platform/errors.ts";
import type { Event } from "../platform/event.ts";
import type { ModelCard, ModelWork } from "./protocol.ts";

/** What the panel needs to know about models. */
export interface PanelModels {
  /** The model that answers; undefined when the settings name one that nobody knows. */
  current(): Promise<ModelCard | undefined>;
  install(tag: string, signal: AbortSignal): AsyncIterable<InstallStep>;
  /** True after its process failed, until it runs again. */
  hasFailed(tag: string): boolean;
  /** When `current` may give something else. */
  readonly onChange: Event<unknown>;
  /** While a model goes into memory, 0 … 1; undefined once it is there or failed. */
  readonly onLoading: Event<{ readonly tag: string; readonly fraction: number | undefined }>;
}

export interface InstallStep {
  readonly done: number;
  readonly bytes: number;
  readonly doing: string;
}

/** The model of the panel and what happens to it. Nothing is downloaded before `install`. */
export interface PanelModel extends Disposable {
  readonly card: ModelCard | undefined;
  readonly work: ModelWork;
  /** Nothing but a question should start it: it failed last, and may have taken all the memory. */
  readonly hasFailed: boolean;
  refresh(): Promise<void>;
  /** Resolves when the download is over, stopped or failed; `work` tells which. */
  install(): Promise<void>;
  stopInstall(): void;
}

/** Calls `onChange` after each change of `card` or `work`, and `report` for a failure that is nobody's fault. */
export function openPanelModel({
  models,
  onChange,
  report,
}: {
  models: PanelModels;
  onChange: () => void;
  report: (doing: string, error: unknown) => void;
}): PanelModel {
  let card: ModelCard | undefined;
  let work: ModelWork = { kind: "idle" };
  let download: AbortController | undefined;

  const setWork = (next: ModelWork): void => {
    work = next;
    onChange();
  };
  const refresh = async (): Promise<void> => {
    card = await models.current();
    onChange();
  };
  const changing = models.onChange(() => {
    refresh().catch((error: unknown) => report("Looking for the chat model", error));
  });
  const loading = models.onLoading(({ tag, fraction }) => {
    if (tag !== card?.tag || download) return;
    setWork(fraction === undefined ? { kind: "idle" } : { kind: "loading", fraction });
  });

  return {
    get card() {
      return card;
    },
    get work() {
      return work;
    },
    get hasFailed() {
      return card !== undefined && models.hasFailed(card.tag);
    },
    refresh,

    async install() {
      if (!card || download) return;
      download = new AbortController();
      try {
        setWork({ kind: "downloading", done: 0, bytes: card.bytes, doing: "" });
        for await (const { done, bytes, doing } of models.install(card.tag, download.signal))
          setWork({ kind: "downloading", done, bytes, doing });
        setWork({ kind: "idle" });
      } catch (error) {
        if (!isAbort(error) && !isUserError(error)) report("Downloading the chat model", error);
        setWork(isAbort(error) ? { kind: "idle" } : { kind: "failed", message: messageOf(error) });
      } finally {
        download = undefined;
      }
      await refresh();
    },

    stopInstall: () => download?.abort(),
    dispose() {
      download?.abort();
      changing.dispose();
      loading.dispose();
    },
  };
}
