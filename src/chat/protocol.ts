import type { FinishReason, Usage } from "../predictor/chatTypes.ts";
import type { Strings } from "./strings.ts";

/** A conversation as it lies on the disk and as the page shows it. */
export interface Conversation {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly changed: number;
  readonly turns: readonly Turn[];
}

/** A question and its answer, which is there from the start and grows. */
export interface Turn {
  readonly id: string;
  readonly question: Question;
  readonly answer: Answer;
  /** The other ways in which the conversation went on from here; left out when there is only this one. */
  readonly versions?: Versions;
}

/** What is not shown, oldest first: each is the turns from this place to the end, never empty. */
export interface Versions {
  readonly before: readonly (readonly Turn[])[];
  readonly after: readonly (readonly Turn[])[];
}

export interface Question {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The command that asked it, when its answer has a form. */
  readonly job?: "document";
}

/** A piece of a file that goes with a question, as it was when it was added. */
export interface Attachment {
  readonly id: string;
  /** For people: the path inside the workspace, with "/". */
  readonly path: string;
  /** For the editor to open it. */
  readonly uri: string;
  /** Counted from 1; both ends belong to it. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The editor's language id, such as "typescript". */
  readonly language: string;
  readonly text: string;
  /** All of its file: what it holds when the question is asked. */
  readonly whole?: true;
  /** "gone": there is no such file any more; "changed": it does not hold this text any more. What goes along is how it was. */
  readonly state?: "gone" | "changed";
  /** Left out: what somebody chose. "found": what the search of the workspace found; "problems": what is wrong there. */
  readonly kind?: "found" | "problems";
  /** When it was too long for the model: how many of its lines are left in `text`. */
  readonly cut?: { readonly kept: number; readonly lines: number };
}

export interface Answer {
  readonly text: string;
  /** What the model thought before it answered; often empty. */
  readonly reasoning: string;
  /** The model's tag. */
  readonly model: string;
  /** The host that answered, when it was not this machine. */
  readonly host?: string;
  readonly state: AnswerState;
  /** The oldest turns that the model did not see, because they did not fit. */
  readonly leftOut: number;
  /** Undefined when the model takes none. */
  readonly seed?: number;
  readonly usage?: Usage;
  readonly timings?: Timings;
}

export type AnswerState =
  | { readonly kind: "streaming" }
  | { readonly kind: "finished"; readonly reason: FinishReason }
  /** By the person, or because it only `repeated` itself. */
  | { readonly kind: "stopped"; readonly repeated?: true }
  /** `message` is for people; without one it was a bug and the log says more. `code` is the predictor's. */
  | { readonly kind: "failed"; readonly message?: string; readonly code?: string };

export interface Timings {
  /** From the question to the first piece of the answer, milliseconds; includes loading the model. */
  readonly firstToken: number;
  /** That the answer has, with those that it went on from; undefined when the model did not count. */
  readonly tokens?: number;
  /** Tokens per second after the first; undefined when the model did not count or wrote only one. */
  readonly speed?: number;
}

/** Something that can go with a question, as the list under "@" offers it, or a "command", as that under "/" does. */
export interface Suggestion {
  readonly kind: "selection" | "problems" | "codebase" | "file" | "symbol" | "command";
  readonly label: string;
  /** Where it is, or what it does. */
  readonly detail: string;
  /** Of a file or symbol. */
  readonly uri?: string;
  /** Of a symbol: the line of its name, counted from 1. */
  readonly line?: number;
}

/** Whether the workspace is searched for the question; "found" says for which words. What is found is among the attachments. */
export type Codebase =
  | { readonly kind: "off" }
  | { readonly kind: "searching" }
  | { readonly kind: "found"; readonly question: string };

/** How full the model's context would be with the next question. */
export interface Fullness {
  readonly tokens: number;
  /** Tokens that question and answer may have together. */
  readonly contextSize: number;
  /** The oldest turns that would not be read. */
  readonly leftOut: number;
  /** Pieces of files that would be cut. */
  readonly cut: number;
  /** Tokens that the question alone is too long by; 0 when it can be asked. */
  readonly over: number;
}

/** A conversation in the list. */
export interface Summary {
  readonly id: string;
  readonly title: string;
  /** Where the words that were searched for stand, when not in the title. */
  readonly excerpt?: string;
  /** Milliseconds since 1970. */
  readonly changed: number;
}

export interface Listing {
  /** Newest first. */
  readonly conversations: readonly Summary[];
  /** Names of files that could not be read; they are left as they are. */
  readonly damaged: readonly string[];
}

/** The model that answers, as much of it as the page shows. */
export interface ModelCard {
  readonly tag: string;
  readonly title: string;
  readonly licence: string;
  readonly bytes: number;
  readonly installed: boolean;
  /** What is wrong with it, where a file of it was changed since it was fetched. */
  readonly damage?: string;
  /** So small that it is often wrong. */
  readonly small: boolean;
  /** Who answers, when it is not this machine: an extension's name, or a host. */
  readonly vendor?: string;
}

/** "idle" also after a download: `ModelCard.installed` says whether there is something to do. */
export type ModelWork =
  | { readonly kind: "idle" }
  | {
      readonly kind: "downloading";
      readonly done: number;
      readonly bytes: number;
      readonly doing: string;
    }
  | { readonly kind: "failed"; readonly message: string }
  /** The model goes into memory; 0 … 1. */
  | { readonly kind: "loading"; readonly fraction: number };

/** Everything the page shows, when it opens. */
export interface PanelState {
  readonly strings: Strings;
  /** BCP 47, for dates and numbers. */
  readonly locale: string;
  readonly conversation: Conversation | undefined;
  /** The question that was being written. */
  readonly draft: string;
  readonly attachments: readonly Attachment[];
  readonly codebase: Codebase;
  readonly model: ModelCard | undefined;
  readonly work: ModelWork;
}

/** What of the page is wanted in front. */
export type Front = "history" | "input" | "find";

export type PanelEvent =
  | { readonly kind: "state"; readonly state: PanelState }
  | { readonly kind: "conversation"; readonly conversation: Conversation | undefined }
  /** More of the answer of the last turn. */
  | { readonly kind: "delta"; readonly text: string; readonly reasoning: string }
  | {
      readonly kind: "attachments";
      readonly attachments: readonly Attachment[];
      readonly codebase: Codebase;
    }
  | { readonly kind: "model"; readonly model: ModelCard | undefined; readonly work: ModelWork }
  | { readonly kind: "show"; readonly what: Front };

type Done = AsyncIterable<void>;

/** What the editor does for the page. A method that yields nothing ends when the work is done. */
export type PanelService = {
  /** The whole state, then every change, until the page is gone. */
  open(input: object, signal: AbortSignal): AsyncIterable<PanelEvent>;
  ask(input: { readonly text: string }, signal: AbortSignal): Done;
  /** Asks again from `turn` on, with another text. What followed from there stays as another version. */
  edit(input: { readonly turn: string; readonly text: string }, signal: AbortSignal): Done;
  /** Answers the last question once more. */
  regenerate(input: object, signal: AbortSignal): Done;
  /** Goes on with an answer that was cut off. */
  resume(input: object, signal: AbortSignal): Done;
  stop(input: object, signal: AbortSignal): Done;
  /** Shows the next version of the conversation from `turn` on, or with a `step` of -1 the one before. */
  turnTo(input: { readonly turn: string; readonly step: number }, signal: AbortSignal): Done;
  newChat(input: object, signal: AbortSignal): Done;
  show(input: { readonly id: string }, signal: AbortSignal): Done;
  list(input: { readonly query: string }, signal: AbortSignal): AsyncIterable<Listing>;
  rename(input: { readonly id: string; readonly title: string }, signal: AbortSignal): Done;
  remove(input: { readonly id: string }, signal: AbortSignal): Done;
  /** Keeps what is being written, for the next page. */
  keepDraft(input: { readonly text: string }, signal: AbortSignal): Done;
  detach(input: { readonly id: string }, signal: AbortSignal): Done;
  /** What can go with a question, or with a "/" at the start what can be done; later items replace earlier ones. */
  suggest(
    input: { readonly query: string },
    signal: AbortSignal,
  ): AsyncIterable<readonly Suggestion[]>;
  add(input: Suggestion, signal: AbortSignal): Done;
  /** Searches the workspace for the question as it is now. Ends with the search. */
  find(input: { readonly text: string }, signal: AbortSignal): Done;
  leaveCodebase(input: object, signal: AbortSignal): Done;
  /** How full the context would be with this question and what is attached. Yields nothing when that cannot be said. */
  measure(input: { readonly text: string }, signal: AbortSignal): AsyncIterable<Fullness>;
  install(input: object, signal: AbortSignal): Done;
  stopInstall(input: object, signal: AbortSignal): Done;
  /** Whatever only the editor itself can do. */
  perform(input: EditorAction, signal: AbortSignal): Done;
};

export type EditorAction =
  | { readonly kind: "open"; readonly attachment: Attachment }
  /** A file that an answer names: its path inside the workspace, or the end of one. Lines from 1. */
  | { readonly kind: "openPlace"; readonly path: string; readonly line: number }
  | { readonly kind: "copy"; readonly text: string }
  | { readonly kind: "insert"; readonly text: string }
  /** Lines for a shell. They are put there, not run. */
  | { readonly kind: "terminal"; readonly text: string }
  | { readonly kind: "newFile"; readonly text: string; readonly language: string }
  /** Shows what the code would change; `pieces` say which files it may be about. */
  | { readonly kind: "apply"; readonly text: string; readonly pieces: readonly Attachment[] }
  | { readonly kind: "readAloud"; readonly text: string }
  | { readonly kind: "chooseModel" }
  | { readonly kind: "addSelection" }
  /** Whole files go with the next question. */
  | { readonly kind: "addFiles"; readonly uris: readonly string[] }
  /** What "/" offers, by its label. */
  | { readonly kind: "command"; readonly label: string };
