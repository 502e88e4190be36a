import { abortError, isAbort } from "../platform/errors.ts";
import type { Attachment, Codebase, Suggestion } from "./protocol.ts";

/** Where context comes from. */
export interface ContextSources {
  /** What can go with a question and has to do with `query`; a later item of the same search replaces an earlier one. */
  suggest(query: string, signal: AbortSignal): AsyncIterable<readonly Suggestion[]>;
  /** The pieces that a suggestion stands for. @throws {UserError} it is gone */
  open(suggestion: Suggestion): Promise<readonly Attachment[]>;
  /** Places of the workspace that may answer a question; a later item replaces an earlier one. */
  find(question: string, signal: AbortSignal): AsyncIterable<readonly Attachment[]>;
}

/** What goes with the next question. */
export interface PanelContext {
  readonly attachments: readonly Attachment[];
  readonly codebase: Codebase;
  /** Adds a piece. One that is there already is not added twice. */
  attach(attachment: Attachment): void;
  detach(id: string): void;
  suggest(query: string, signal: AbortSignal): AsyncIterable<readonly Suggestion[]>;
  add(suggestion: Suggestion): Promise<void>;
  /** Searches the workspace for the question as it is now; what the search found before goes. Ends with the search. */
  find(question: string): Promise<void>;
  /** Takes no more places of the workspace. */
  leaveCodebase(): void;
  /** Everything, for a question that is being asked; nothing is left. */
  take(): readonly Attachment[];
  dispose(): void;
}

/** Calls `onChange` after each change of `attachments` or `codebase`. */
export function openPanelContext(sources: ContextSources, onChange: () => void): PanelContext {
  let attachments: readonly Attachment[] = [];
  let codebase: Codebase = { kind: "off" };
  let searching: AbortController | undefined;
  /** Found places that the person has removed. */
  const removed = new Set<string>();

  const set = (next: readonly Attachment[], of: Codebase = codebase): void => {
    attachments = next;
    codebase = of;
    onChange();
  };
  const attach = (attachment: Attachment): void => {
    if (!attachments.some((other) => isSame(other, attachment))) set([...attachments, attachment]);
  };
  const own = (): readonly Attachment[] => attachments.filter(({ kind }) => kind !== "found");
  const leaveCodebase = (): void => {
    searching?.abort(abortError());
    removed.clear();
    set(own(), { kind: "off" });
  };

  return {
    get attachments() {
      return attachments;
    },
    get codebase() {
      return codebase;
    },
    attach,
    detach(id) {
      if (attachments.some((piece) => piece.id === id && piece.kind === "found")) removed.add(id);
      set(attachments.filter((attachment) => attachment.id !== id));
    },
    suggest: (query, signal) => sources.suggest(query, signal),

    async add(suggestion) {
      if (suggestion.kind === "codebase") set(attachments, { kind: "found", question: "" });
      else for (const piece of await sources.open(suggestion)) attach(piece);
    },

    async find(question) {
      if (codebase.kind === "off") return;
      searching?.abort(abortError());
      const { signal } = (searching = new AbortController());
      if (!question.trim()) return set(own(), { kind: "found", question });
      set(attachments, { kind: "searching" });
      try {
        for await (const found of sources.find(question, signal)) {
          if (signal.aborted) return;
          const kept = found.filter(({ id }) => !removed.has(id));
          set([...own(), ...kept], { kind: "searching" });
        }
        if (!signal.aborted) set(attachments, { kind: "found", question });
      } catch (error) {
        if (isAbort(error) || signal.aborted) return;
        set(own(), { kind: "off" });
        throw error;
      }
    },

    leaveCodebase,
    take() {
      const taken = attachments;
      attachments = [];
      leaveCodebase();
      return taken;
    },
    dispose: () => searching?.abort(abortError()),
  };
}

const isSame = (a: Attachment, b: Attachment): boolean =>
  a.uri === b.uri && a.firstLine === b.firstLine && a.kind === b.kind && a.text === b.text;
