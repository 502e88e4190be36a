import type { Turn } from "../../chat/protocol.ts";
import { element } from "../elements.ts";
import { iconButton, textButton } from "./buttons.ts";
import { toChips } from "./chips.ts";
import type { PageContext } from "./context.ts";
import { isSend } from "./field.ts";

/** One question on the page. It can be changed in place and asked again. */
export class QuestionView {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #turn: Turn;
  readonly #onLeave: () => void;

  /** `onLeave` gets the focus back to the input after editing. */
  constructor(context: PageContext, { turn, onLeave }: { turn: Turn; onLeave: () => void }) {
    this.#context = context;
    this.#turn = turn;
    this.#onLeave = onLeave;
    this.element = element("section", { class: "question" });
    this.#read();
  }

  #read(): void {
    const { strings } = this.#context;
    this.element.replaceChildren(
      element("h2", { class: "unseen", text: strings.you }),
      ...toChips(this.#turn.question.attachments, this.#context),
      element("p", { class: "text", text: this.#turn.question.text }),
      iconButton("edit", strings.edit, () => this.edit()),
    );
  }

  /** Puts a field in place of the text. */
  edit(): void {
    const { strings, run, editor } = this.#context;
    const field = element("textarea", { attributes: { rows: "1" } });
    field.ariaLabel = strings.edit;
    field.value = this.#turn.question.text;
    const leave = (): void => {
      this.#read();
      this.#onLeave();
    };
    const send = (): void => {
      const text = field.value.trim();
      if (!text) return;
      leave();
      run(editor.edit({ turn: this.#turn.id, text }));
    };
    field.addEventListener("keydown", (event) => {
      if (isSend(event)) send();
      else if (event.key === "Escape") leave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const buttons = element(
      "div",
      { class: "steps" },
      textButton({ label: strings.resend, kind: "primary" }, send),
      textButton({ label: strings.cancel }, leave),
    );
    this.element.replaceChildren(field, buttons);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
}
