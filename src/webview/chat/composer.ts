import type { Attachment, Codebase, ModelCard } from "../../chat/protocol.ts";
import { element, fill, setText } from "../elements.ts";
import { Completion } from "./completion.ts";
import { WorkspaceSearch } from "./workspaceSearch.ts";
import { iconButton, textButton } from "./buttons.ts";
import { toChips } from "./chips.ts";
import type { PageContext } from "./context.ts";
import { takeFiles } from "./drop.ts";
import { isSend } from "./field.ts";
import { toIcon } from "./icons.ts";
import { Meter } from "./meter.ts";

/** Time without a key before what is being written is kept, ms. */
const keepPause = 300;

interface Shown {
  readonly attachments: readonly Attachment[];
  readonly codebase: Codebase;
  readonly model: ModelCard | undefined;
  readonly answering: boolean;
  /** Id of the conversation in which is asked. */
  readonly conversation: string | undefined;
}

/** What the count of tokens depends on, besides the text. */
const countedOf = (shown: Shown | undefined): string =>
  JSON.stringify(
    shown && [
      ...shown.attachments.map(({ id }) => id),
      ...[shown.model?.tag, shown.model?.installed, shown.answering, shown.conversation],
    ],
  );

/** Where questions are written: context chips, the field, the model, Send or Stop. */
export class Composer {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #chips = element("div", { class: "context" });
  readonly #field: HTMLTextAreaElement;
  readonly #model: HTMLButtonElement;
  readonly #send: HTMLButtonElement;
  readonly #meter: Meter;
  readonly #completion: Completion;
  /** Why nothing came of what the person did; goes with the next letter. */
  readonly #notice = element("p", { class: "overflow", attributes: { role: "status" } });
  readonly #search: WorkspaceSearch;
  #shown: Shown | undefined;
  #kept: string;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  /** `editLast` is called for Up in an empty field. */
  constructor(context: PageContext, editLast: () => void) {
    this.#context = context;
    const { strings } = context;
    this.#field = element("textarea", {
      attributes: { rows: "1", dir: "auto", placeholder: strings.placeholder },
    });
    this.#field.ariaLabel = strings.input;
    this.#model = textButton({ label: "", kind: "link" }, () =>
      context.perform({ kind: "chooseModel" }),
    );
    this.#send = iconButton("send", strings.send, () => this.#press());
    this.#send.classList.add("send");
    const attach = iconButton("at", strings.attach, () => this.#mention());
    const text = (): string => this.#field.value.trim();
    this.#meter = new Meter(context, text);
    this.#completion = new Completion(context, this.#field);
    this.#search = new WorkspaceSearch(context, text);
    const row = element(
      "div",
      { class: "row" },
      ...[attach, this.#model, this.#meter.element, this.#send],
    );
    const box = element(
      "div",
      { class: "box" },
      ...[this.#search.element, this.#chips, this.#field, row],
    );
    const { element: list, status } = this.#completion;
    this.element = element(
      "div",
      { class: "composer" },
      ...[this.#meter.note, this.#notice, box, list, status],
    );
    takeFiles(this.element, (uris) => context.perform({ kind: "addFiles", uris }));
    this.#field.addEventListener("paste", ({ clipboardData }) => {
      const isText = clipboardData?.types.includes("text/plain");
      if (clipboardData?.files.length && !isText) this.#say(strings.noPictures);
    });
    this.#field.addEventListener("input", () => {
      this.#say("");
      this.#changed();
      this.#completion.follow();
    });
    this.#field.addEventListener("keydown", (event) => {
      if (this.#completion.press(event)) event.stopPropagation();
      else if (isSend(event)) void this.#submit();
      else if (event.key === "ArrowUp" && !this.#field.value) editLast();
      else return;
      event.preventDefault();
    });
    this.#say("");
    this.#field.value = this.#kept = context.draft;
    this.#changed();
  }

  focus(): void {
    this.#field.focus();
  }

  /** Puts a question into the field, to be sent or changed. */
  suggest(text: string): void {
    this.#field.value = text;
    this.#changed();
    this.focus();
  }

  show(next: Shown): void {
    const before = this.#shown;
    this.#shown = next;
    if (!before || next.model !== before.model) this.#showModel(next.model);
    if (next.attachments !== before?.attachments) this.#showAttachments(next.attachments);
    if (before?.conversation !== undefined && next.conversation !== before.conversation)
      this.#meter.clear();
    this.#search.show(next);
    if (next.answering !== before?.answering) this.#showAnswering(next.answering);
    if (!next.answering && countedOf(next) !== countedOf(before)) this.#meter.soon();
  }

  #say(text: string): void {
    setText(this.#notice, text);
    this.#notice.hidden = !text;
  }

  get #answering(): boolean {
    return this.#shown?.answering ?? false;
  }

  #showModel(model: ModelCard | undefined): void {
    const { strings } = this.#context;
    const name = model?.title ?? strings.noModel;
    this.#model.querySelector("span")?.replaceChildren(name);
    this.#model.title = this.#model.ariaLabel = fill(strings.model, name);
  }

  #showAttachments(attachments: readonly Attachment[]): void {
    const { editor, run } = this.#context;
    const detach = (id: string): void => run(editor.detach({ id }));
    this.#chips.replaceChildren(...toChips(attachments, { ...this.#context, detach }));
  }

  #showAnswering(answering: boolean): void {
    const { strings } = this.#context;
    this.#send.replaceChildren(toIcon(answering ? "stop" : "send"));
    this.#send.title = this.#send.ariaLabel = answering ? strings.stop : strings.send;
    this.#send.ariaDisabled = String(!answering && !this.#field.value.trim());
  }

  #press(): void {
    const { editor, run } = this.#context;
    if (this.#answering) run(editor.stop({}));
    else void this.#submit();
    this.focus();
  }

  /** Puts an "@" at the cursor, which brings up the list of what can go along. */
  #mention(): void {
    const field = this.#field;
    const at = field.selectionStart ?? field.value.length;
    const space = /\S$/.test(field.value.slice(0, at)) ? " " : "";
    this.focus();
    field.setRangeText(`${space}@`, at, field.selectionEnd ?? at, "end");
    field.dispatchEvent(new Event("input"));
  }

  async #submit(): Promise<void> {
    const { editor, run } = this.#context;
    const text = this.#field.value.trim();
    // what is written while an answer comes waits in the field
    if (!text || this.#answering) return;
    const ran = await this.#completion.runExactly(text);
    if (!ran && (!(await this.#search.isSeen()) || this.#answering)) return;
    this.#field.value = "";
    this.#completion.close();
    this.#changed();
    if (!ran) run(editor.ask({ text }));
  }

  /** What is being written outlives the window. */
  #keepSoon(): void {
    const { run, editor } = this.#context;
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => {
      if (this.#field.value !== this.#kept) run(editor.keepDraft({ text: this.#field.value }));
      this.#kept = this.#field.value;
    }, keepPause);
  }

  #changed(): void {
    if (this.#shown) this.#meter.soon();
    this.#search.soon();
    this.#keepSoon();
    this.#send.ariaDisabled = String(!this.#answering && !this.#field.value.trim());
  }
}
