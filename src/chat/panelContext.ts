import { abortError, isAbort } from "../platform/errors.ts";
import { fromKept, toKept } from "./keptContext.ts";
import type { Memory } from "./memory.ts";
import type { Attachment, Codebase, Suggestion } from "./protocol.ts";

/** Where context comes from. */
export interface ContextSources {
  /** What can go with a question and has to do with `query`; a later item of the same search replaces an earlier one. */
  suggest(query: string, signal: AbortSignal): AsyncIterable<readonly Suggestion[]>;
  /** The pieces that a suggestion stands for. @throws {UserError} it is gone */
  open(suggestion: Suggestion): Promise<readonly Attachment[]>;
  /** The piece as it is now; one that is gone says so. Never fails. */
  renew(piece: Attachment): Promise<Attachment>;
  /** Places of the workspace that may answer a question; a later item replaces an earlier one. */
  find(question: string, signal: AbortSignal): AsyncIterable<readonly Attachment[]>;
}

/** What goes with the next question. It outlives the window. */
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
  /** Looks again at what was chosen: it may have changed, or be gone. */
  renew(): Promise<void>;
  /** Everything as it is now, for a question that is being asked; nothing is left. */
  take(): Promise<readonly Attachment[]>;
  dispose(): void;
}

export interface ContextParts {
  readonly sources: ContextSources;
  readonly memory: Memory<unknown>;
  /** Called after each change of `attachments` or `codebase`. */
  readonly onChange: () => void;
}

export function openPanelContext({ sources, memory, onChange }: ContextParts): PanelContext {
  const kept = fromKept(memory.read());
  let attachments = kept.pieces;
  let codebase: Codebase = kept.codebase ? { kind: "found", question: "" } : { kind: "off" };
  let searching: AbortController | undefined;
  /** Found places that the person has removed. */
  const removed = new Set(kept.removed);

  const set = (next: readonly Attachment[], of: Codebase = codebase): void => {
    attachments = next;
    codebase = of;
    onChange();
  };
  const own = (): readonly Attachment[] => attachments.filter(isOwn);
  /** After what the person does: what is found comes by itself. */
  const choose = (next: readonly Attachment[], of?: Codebase): void => {
    set(next, of);
    const on = codebase.kind !== "off";
    memory.write(toKept({ pieces: own(), codebase: on, removed: [...removed] }));
  };
  const attach = (attachment: Attachment): void => {
    if (!attachments.some((other) => isSame(other, attachment)))
      choose([...attachments, attachment]);
  };
  const leaveCodebase = (): void => {
    searching?.abort(abortError());
    removed.clear();
    choose(own(), { kind: "off" });
  };
  const renew = (pieces: readonly Attachment[]): Promise<Attachment[]> =>
    Promise.all(pieces.map(async (piece) => (isOwn(piece) ? sources.renew(piece) : piece)));

  return {
    get attachments() {
      return attachments;
    },
    get codebase() {
      return codebase;
    },
    attach,
    detach(id) {
      if (attachments.some((piece) => piece.id === id && !isOwn(piece))) removed.add(id);
      choose(attachments.filter((attachment) => attachment.id !== id));
    },
    suggest: (query, signal) => sources.suggest(query, signal),

    async add(suggestion) {
      if (suggestion.kind === "codebase") choose(attachments, { kind: "found", question: "" });
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
        choose(own(), { kind: "off" });
        throw error;
      }
    },

    leaveCodebase,
    async renew() {
      const now = new Map((await renew(own())).map((piece) => [piece.id, piece]));
      set(attachments.map((piece) => now.get(piece.id) ?? piece));
    },
    async take() {
      const taken = attachments;
      attachments = [];
      leaveCodebase();
      // of a file that is gone, and was too long to be kept, nothing is left
      return (await renew(taken)).filter(({ state, text }) => state !== "gone" || text !== "");
    },
    dispose: () => searching?.abort(abortError()),
  };
}

/** What the person chose, not what the search found. */
const isOwn = ({ kind }: Attachment): boolean => kind !== "found";

const isSame = (a: Attachment, b: Attachment): boolean =>
  a.uri === b.uri && a.firstLine === b.firstLine && a.kind === b.kind && a.text === b.text;
