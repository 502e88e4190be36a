import type { PanelEvent } from "../../chat/protocol.ts";
import { element, fill, setText } from "../elements.ts";
import { Announcer } from "./announcer.ts";
import { iconButton } from "./buttons.ts";
import { Composer } from "./composer.ts";
import type { PageContext } from "./context.ts";
import { FindBar } from "./findBar.ts";
import { Follow } from "./follow.ts";
import { inFrames } from "./frames.ts";
import { HistoryList } from "./historyList.ts";
import { ModelNotes } from "./modelNotes.ts";
import { after, emptyState, isAnswering, type PageState } from "./state.ts";
import { Transcript } from "./transcript.ts";
import { toWelcome } from "./welcome.ts";

/** How many pieces somebody chose; those that are found come and go while the person writes. */
const chosen = ({ attachments }: Pick<PageState, "attachments">): number =>
  attachments.filter(({ kind }) => kind !== "found").length;

/** The chat page: it shows what the panel tells it. */
export class ChatView {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #title = element("h1", {});
  readonly #transcript: Transcript;
  readonly #composer: Composer;
  readonly #history: HistoryList;
  readonly #notes: ModelNotes;
  readonly #announcer: Announcer;
  readonly #find: FindBar;
  readonly #welcome: HTMLElement;
  readonly #scroller: HTMLElement;
  readonly #newest: HTMLButtonElement;
  readonly #follow: Follow;
  readonly #drawSoon: () => void;
  #state: PageState = emptyState;

  /** `pace` says when to draw. */
  constructor(context: PageContext, pace: (draw: () => void) => () => void = inFrames) {
    this.#context = context;
    this.#drawSoon = pace(() => this.#draw());
    const { strings } = context;
    this.#transcript = new Transcript(context, () => this.#composer.focus());
    this.#composer = new Composer(context, () => this.#transcript.editLast());
    this.#history = new HistoryList(context, () => this.#setHistory(false));
    this.#notes = new ModelNotes(context);
    this.#announcer = new Announcer(context);
    this.#find = new FindBar(context, this.#transcript.element);
    this.#welcome = toWelcome(context, (text) => this.#composer.suggest(text));
    this.#newest = iconButton("down", strings.newest, () => this.#toNewest());
    this.#newest.classList.add("newest");
    this.#scroller = element(
      "div",
      { class: "scroll", attributes: { tabindex: "0", role: "region" } },
      ...[this.#welcome, this.#transcript.element, this.#notes.element],
    );
    this.#scroller.ariaLabel = strings.transcript;
    this.#follow = new Follow(this.#scroller);
    const chat = element(
      "div",
      { class: "chat" },
      ...[this.#toTop(), this.#find.element, this.#scroller, this.#newest, this.#composer.element],
    );
    this.element = element("main", {}, chat, this.#history.element, this.#announcer.element);
    this.#listen();
  }

  hear(event: PanelEvent): void {
    const before = this.#state;
    this.#state = after(before, event);
    if (event.kind === "show") {
      this.#bring(event.what);
    } else if (event.kind === "attachments" && chosen(event) > chosen(before)) this.#toInput();
    // a new question brings its answer into view, wherever the person had scrolled to
    const other = this.#state.conversation?.id !== before.conversation?.id;
    if (other || (isAnswering(this.#state) && !isAnswering(before))) this.#follow.toEnd();
    if (other && !this.#state.conversation) this.#scroller.scrollTop = 0;
    if (other) this.#find.close();
    this.#drawSoon();
  }

  #toTop(): HTMLElement {
    const { strings, editor, run } = this.#context;
    return element(
      "header",
      { class: "top" },
      this.#title,
      iconButton("history", strings.history, () => this.#setHistory(true)),
      iconButton("add", strings.newChat, () => {
        run(editor.newChat({}));
        this.#composer.focus();
      }),
    );
  }

  #listen(): void {
    const { editor, run } = this.#context;
    this.#scroller.addEventListener("scroll", () => {
      this.#follow.scrolled();
      this.#showNewest();
    });
    this.element.addEventListener("keydown", (event) => {
      if (this.#history.element.hidden && this.#find.press(event)) {
        // the editor has these keys too
        event.stopPropagation();
        event.preventDefault();
      } else if (event.key === "Escape" && isAnswering(this.#state)) run(editor.stop({}));
    });
    // the input grows, the view is resized: the end stays in view
    new ResizeObserver(() => this.#keepEnd()).observe(this.#scroller);
  }

  #draw(): void {
    const { conversation, attachments, codebase, model, work } = this.#state;
    const { strings } = this.#context;
    setText(this.#title, conversation ? conversation.title || strings.untitled : strings.newChat);
    this.#welcome.hidden = conversation !== undefined;
    this.#find.changed();
    const local = this.#welcome.querySelector<HTMLElement>(".local");
    if (local) local.hidden = model?.vendor !== undefined;
    const waiting =
      work.kind === "loading"
        ? fill(strings.loadingModel, String(Math.round(work.fraction * 100)))
        : strings.writing;
    this.#transcript.show(conversation, waiting);
    this.#notes.show(model, { work, begun: (conversation?.turns.length ?? 0) > 1 });
    this.#placeNotes(conversation !== undefined);
    const answering = isAnswering(this.#state);
    this.#composer.show({
      ...{ attachments, codebase, model, answering },
      conversation: conversation?.id,
    });
    this.#announcer.hear(conversation?.turns.at(-1));
    this.#keepEnd();
  }

  /** Without its model a chat is of no use, so the download comes before anything that could be asked. */
  #placeNotes(begun: boolean): void {
    const { element: notes } = this.#notes;
    const missing = this.#state.model?.installed === false;
    const examples = this.#welcome.querySelector(".examples");
    const [home, next] = begun
      ? [this.#scroller, null]
      : [this.#welcome, missing ? examples : null];
    if (notes.parentElement !== home || notes.nextElementSibling !== next)
      home.insertBefore(notes, next);
  }

  /** An empty chat is read from its start. */
  #keepEnd(): void {
    if (this.#state.conversation) this.#follow.grown();
    this.#showNewest();
  }

  #showNewest(): void {
    this.#newest.hidden = this.#follow.following || !this.#state.conversation;
  }

  #setHistory(open: boolean): void {
    this.element.classList.toggle("with-history", open);
    if (open) void this.#history.open();
    else this.#composer.focus();
  }

  #bring(what: Extract<PanelEvent, { kind: "show" }>["what"]): void {
    if (what === "history") return this.#setHistory(true);
    this.#toInput();
    if (what === "find") this.#find.open();
  }

  #toInput(): void {
    this.#history.close();
    this.#composer.focus();
  }

  #toNewest(): void {
    this.#follow.toEnd();
    this.#newest.hidden = true;
    this.#scroller.focus();
  }
}
