import type { Attachment, ModelCard } from "../../chat/protocol.ts";
import { element, fill } from "../elements.ts";
import { iconButton, textButton } from "./buttons.ts";
import { toChips } from "./chips.ts";
import type { PageContext } from "./context.ts";
import { isSend } from "./field.ts";
import { toIcon } from "./icons.ts";
import { Meter } from "./meter.ts";

interface Shown {
  readonly attachments: readonly Attachment[];
  readonly model: ModelCard | undefined;
  readonly answering: boolean;
  /** Id of the conversation in which is asked. */
  readonly conversation: string | undefined;
}

/** Where questions are written: context chips, the field, the model, Send or Stop. */
export class Composer {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #chips = element("div", { class: "context" });
  readonly #field: HTMLTextAreaElement;
  readonly #model: HTMLButtonElement;
  readonly #send: HTMLButtonElement;
  readonly #meter: Meter;
  #shown: Shown | undefined;

  /** `editLast` is called for Up in an empty field. */
  constructor(context: PageContext, editLast: () => void) {
    this.#context = context;
    const { strings, perform } = context;
    this.#field = element("textarea", {
      attributes: { rows: "1", placeholder: strings.placeholder },
    });
    this.#field.ariaLabel = strings.input;
    this.#model = textButton({ label: "", kind: "link" }, () => perform({ kind: "chooseModel" }));
    this.#send = iconButton("send", strings.send, () => this.#press());
    this.#send.classList.add("send");
    const attach = iconButton("attach", strings.attach, () => perform({ kind: "addSelection" }));
    this.#meter = new Meter(context, () => this.#field.value.trim());
    const row = element(
      "div",
      { class: "row" },
      ...[attach, this.#model, this.#meter.element, this.#send],
    );
    const box = element("div", { class: "box" }, this.#chips, this.#field, row);
    this.element = element("div", { class: "composer" }, this.#meter.note, box);
    this.#field.addEventListener("input", () => this.#changed());
    this.#field.addEventListener("keydown", (event) => {
      if (isSend(event)) this.#submit();
      else if (event.key === "ArrowUp" && !this.#field.value) editLast();
      else return;
      event.preventDefault();
    });
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
    if (next.answering !== before?.answering) this.#showAnswering(next.answering);
    const parts = ["attachments", "model", "answering", "conversation"] as const;
    if (!next.answering && parts.some((part) => next[part] !== before?.[part])) this.#meter.soon();
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
    else this.#submit();
    this.focus();
  }

  #submit(): void {
    const { editor, run } = this.#context;
    const text = this.#field.value.trim();
    // what is written while an answer comes waits in the field
    if (!text || this.#answering) return;
    this.#field.value = "";
    this.#changed();
    run(editor.ask({ text }));
  }

  #changed(): void {
    if (this.#shown) this.#meter.soon();
    this.#send.ariaDisabled = String(!this.#answering && !this.#field.value.trim());
  }
}
