import { randomUUID } from "node:crypto";
import type { Disposable } from "../platform/disposable.ts";
import { abortError, isAbort, isUserError } from "../platform/errors.ts";
import { Newest } from "../platform/newest.ts";
import { Feed } from "../platform/stream.ts";
import type { Chat, ChatStream } from "./chat.ts";
import { withAnswer } from "./conversation.ts";
import type { Memory } from "./memory.ts";
import { openPanelContext, type ContextSources, type PanelContext } from "./panelContext.ts";
import { openPanelModel, type PanelModel, type PanelModels } from "./panelModel.ts";
import type {
  Attachment,
  Conversation,
  Front,
  Fullness,
  Listing,
  PanelEvent,
  PanelState,
  Question,
} from "./protocol.ts";
import type { Strings } from "./strings.ts";

export interface PanelParts {
  readonly chat: Chat;
  readonly models: PanelModels;
  readonly context: ContextSources;
  /** Whether the model may be loaded before anything was written. Read when the page opens. */
  readonly preload: () => boolean;
  /** Which conversation the window showed last, by its id. */
  readonly memory: Memory<string>;
  /** What was being written last. */
  readonly draft: Memory<string>;
  /** What was to go with it. */
  readonly draftContext: Memory<unknown>;
  readonly strings: Strings;
  /** BCP 47. */
  readonly locale: string;
  /** Takes failures that the page does not show. */
  readonly report: (doing: string, error: unknown) => void;
}

/** The chat that one window shows: which conversation, what is attached, what is being answered. Starts nothing by itself. */
export class Panel implements Disposable {
  readonly model: PanelModel;
  readonly context: PanelContext;
  readonly #parts: PanelParts;
  #conversation: Conversation | undefined;
  readonly #answering = new Newest();
  #page: Feed<PanelEvent> | undefined;
  #wanted: Front | undefined;
  #measured = false;

  constructor(parts: PanelParts) {
    this.#parts = parts;
    this.context = openPanelContext({
      sources: parts.context,
      memory: parts.draftContext,
      onChange: () => {
        const { attachments, codebase } = this.context;
        this.#tell({ kind: "attachments", attachments, codebase });
      },
    });
    this.model = openPanelModel({
      models: parts.models,
      report: parts.report,
      onChange: () => this.#tell({ kind: "model", model: this.model.card, work: this.model.work }),
    });
  }

  /** The one that is shown; undefined before the first question. */
  get conversation(): Conversation | undefined {
    return this.#conversation;
  }

  /** Asks in the shown conversation, with these pieces or what is attached. Ends with the answer, however that ends. */
  ask(text: string, pieces?: readonly Attachment[], job?: Question["job"]): Promise<void> {
    const taken = pieces ?? this.context.take();
    return this.#run(async (signal) => {
      const question = { text, attachments: await taken, ...(job && { job }) };
      return this.#parts.chat.ask(this.#conversation?.id ?? randomUUID(), question, signal);
    });
  }

  /** Asks again from `turn` on, with the same context. */
  edit(turn: string, text: string): Promise<void> {
    const { id, turns } = this.#shown();
    const attachments = turns.find((old) => old.id === turn)?.question.attachments ?? [];
    const question = { text, attachments };
    return this.#run((signal) => this.#parts.chat.edit({ id, turn, question }, signal));
  }

  regenerate(): Promise<void> {
    const { id } = this.#shown();
    return this.#run((signal) => this.#parts.chat.regenerate(id, signal));
  }

  resume(): Promise<void> {
    const { id } = this.#shown();
    return this.#run((signal) => this.#parts.chat.resume(id, signal));
  }

  /** Shows another version of the conversation from `turn` on. What was being answered stops. */
  async turnTo(turn: string, step: number): Promise<void> {
    const { id } = this.#shown();
    await this.stop();
    this.#show(this.#named(await this.#parts.chat.turnTo({ id, turn, step })));
  }

  /** Stops the answer; resolves when what was written is kept. */
  stop(): Promise<void> {
    return this.#answering.stop();
  }

  /** Shows an empty conversation. What was being answered stops. */
  async newChat(): Promise<void> {
    await this.stop();
    this.#show(undefined);
  }

  async open(id: string): Promise<void> {
    await this.stop();
    this.#show(await this.#parts.chat.history.read(id));
  }

  async *list(query: string): AsyncGenerator<Listing> {
    yield await this.#parts.chat.history.list(query);
  }

  async rename(id: string, title: string): Promise<void> {
    await this.#parts.chat.history.rename(id, title);
    if (this.#conversation?.id === id) this.#show({ ...this.#conversation, title });
  }

  async remove(id: string): Promise<void> {
    if (this.#conversation?.id === id) await this.newChat();
    await this.#parts.chat.history.remove(id);
  }

  /**
   * How full the context would be with this question; undefined when the model is not here, failed, or does not count. Loads the
   * model, which whoever has the chat open will want next; with `preload` off only once something is being written.
   */
  async measure(text: string, signal: AbortSignal): Promise<Fullness | undefined> {
    if (!this.model.card?.installed || this.model.hasFailed) return undefined;
    if (!text && !this.#measured && !this.#parts.preload()) return undefined;
    this.#measured = true;
    const question = { text, attachments: this.context.attachments };
    return this.#parts.chat.measure(this.#conversation?.turns ?? [], question, signal);
  }

  keepDraft(text: string): void {
    this.#parts.draft.write(text || undefined);
  }

  /** Brings the list of conversations, the input or the search in the conversation to the front, as soon as there is a page. */
  bring(what: Front): void {
    if (this.#page) this.#tell({ kind: "show", what });
    else this.#wanted = what;
  }

  /** What the page hears: the whole state, then every change. When the page goes, the answer stops. */
  async *events(signal: AbortSignal): AsyncGenerator<PanelEvent> {
    await this.#recall();
    await Promise.all([this.model.refresh(), this.context.renew()]);
    if (signal.aborted) throw abortError();
    this.#page?.end();
    const page = (this.#page = new Feed<PanelEvent>());
    signal.addEventListener("abort", () => page.fail(abortError()), { once: true });
    try {
      yield { kind: "state", state: this.#state() };
      if (this.#wanted) yield { kind: "show", what: this.#wanted };
      this.#wanted = undefined;
      yield* page;
    } finally {
      if (this.#page === page) {
        this.#page = undefined;
        await this.stop();
      }
    }
  }

  dispose(): void {
    void this.stop();
    this.model.dispose();
    this.context.dispose();
    this.#page?.end();
  }

  #state(): PanelState {
    const { strings, locale, draft } = this.#parts;
    return {
      strings,
      locale,
      draft: draft.read() ?? "",
      conversation: this.#conversation,
      attachments: this.context.attachments,
      codebase: this.context.codebase,
      model: this.model.card,
      work: this.model.work,
    };
  }

  async #recall(): Promise<void> {
    const { memory, chat, report } = this.#parts;
    const last = memory.read();
    if (this.#conversation || !last) return;
    try {
      this.#conversation = await chat.history.read(last);
    } catch (error) {
      report("Opening the last conversation", error);
    }
  }

  #run(start: (signal: AbortSignal) => ChatStream | Promise<ChatStream>): Promise<void> {
    return this.#answering.run((signal) => this.#follow(() => start(signal)));
  }

  /** Whoever asks on in a conversation that another window has deleted goes on with what they see. */
  async #keepShown(): Promise<void> {
    const { history } = this.#parts.chat;
    const shown = this.#conversation;
    if (shown && !(await history.has(shown.id))) await history.save(shown);
  }

  async #follow(start: () => ChatStream | Promise<ChatStream>): Promise<void> {
    try {
      await this.#keepShown();
      for await (const event of await start()) {
        if (event.kind === "conversation") this.#show(this.#named(event.conversation));
        else if (this.#conversation) {
          this.#conversation = longer(this.#conversation, event);
          this.#tell(event);
        }
      }
    } catch (error) {
      // the page shows what a failed answer says; only a bug needs more
      if (!isAbort(error) && !isUserError(error)) this.#parts.report("Answering", error);
    }
  }

  /** It may have been renamed since the answer began. */
  #named(next: Conversation): Conversation {
    const shown = this.#conversation;
    return shown?.id === next.id ? { ...next, title: shown.title } : next;
  }

  #shown(): Conversation {
    if (!this.#conversation) throw new Error("No conversation is shown.");
    return this.#conversation;
  }

  #show(next: Conversation | undefined): void {
    this.#conversation = next;
    this.#parts.memory.write(next?.id);
    this.#tell({ kind: "conversation", conversation: next });
  }

  #tell(event: PanelEvent): void {
    this.#page?.push(event);
  }
}

function longer(
  conversation: Conversation,
  delta: { readonly text: string; readonly reasoning: string },
): Conversation {
  const answer = conversation.turns.at(-1)?.answer;
  if (!answer) return conversation;
  const text = answer.text + delta.text;
  const reasoning = answer.reasoning + delta.reasoning;
  return withAnswer(conversation, { ...answer, text, reasoning });
}
