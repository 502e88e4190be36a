import type { Panel } from "./panel.ts";
import type { EditorAction, PanelService } from "./protocol.ts";

/** The panel as its page may use it. Failures are reported here, where the editor's policy is, and not in the page. */
export function toService({
  panel,
  perform,
  report,
}: {
  panel: Panel;
  /** Does what only the editor can. */
  perform: (action: EditorAction) => unknown;
  report: (doing: string, error: unknown) => void;
}): PanelService {
  const once = <I>(doing: string, work: (input: I) => unknown) =>
    async function* (input: I): AsyncGenerator<void> {
      try {
        await work(input);
      } catch (error) {
        report(doing, error);
      }
    };

  return {
    open: (_, signal) => panel.events(signal),
    ask: once("Asking", ({ text }) => panel.ask(text)),
    edit: once("Editing a question", ({ turn, text }) => panel.edit(turn, text)),
    regenerate: once("Answering again", () => panel.regenerate()),
    resume: once("Continuing the answer", () => panel.resume()),
    stop: once("Stopping the answer", () => panel.stop()),
    turnTo: once("Showing another version", ({ turn, step }) => panel.turnTo(turn, step)),
    newChat: once("Starting a conversation", () => panel.newChat()),
    show: once("Opening a conversation", ({ id }) => panel.open(id)),
    list: ({ query }) => panel.list(query),
    rename: once("Renaming a conversation", ({ id, title }) => panel.rename(id, title)),
    remove: once("Deleting a conversation", ({ id }) => panel.remove(id)),
    keepDraft: once("Keeping what is being written", ({ text }) => panel.keepDraft(text)),
    detach: once("Removing context", ({ id }) => panel.context.detach(id)),
    suggest: ({ query }, signal) => panel.context.suggest(query, signal),
    add: once("Adding context", (suggestion) => panel.context.add(suggestion)),
    find: once("Searching the workspace", ({ text }) => panel.context.find(text)),
    leaveCodebase: once("Leaving the workspace out", () => panel.context.leaveCodebase()),
    async *measure({ text }, signal) {
      const fullness = await panel.measure(text, signal);
      if (fullness) yield fullness;
    },
    install: once("Downloading the chat model", () => panel.model.install()),
    stopInstall: once("Stopping the download", () => panel.model.stopInstall()),
    perform: once("A wish of the chat page", perform),
  };
}
