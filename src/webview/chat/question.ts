import type { Turn } from "../../chat/protocol.ts";
import { disable, element, fill, pressable } from "../elements.ts";
import { iconButton, textButton } from "./buttons.ts";
import { toChips } from "./chips.ts";
import type { PageContext } from "./context.ts";
import { isSend } from "./field.ts";

/** A question with more is folded. */
const manyLines = 14;
const manyLetters = 1500;

/** One question on the page. It can be changed in place and asked again. */
export class QuestionView {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #turn: Turn;
  readonly #onLeave: () => void;
  readonly #onTurn: (step: number) => void;
  readonly #versions = new Map<number, HTMLButtonElement>();

  /** `onLeave` gets the focus back to the input after editing, `onTurn` hears that another version was asked for. */
  constructor(
    context: PageContext,
    { turn, onLeave, onTurn }: { turn: Turn; onLeave: () => void; onTurn: (step: number) => void },
  ) {
    this.#context = context;
    this.#turn = turn;
    this.#onLeave = onLeave;
    this.#onTurn = onTurn;
    this.element = element("section", { class: "question" });
    this.#read();
  }

  /** Puts the focus on the button that goes `step` versions on, or back. */
  focusTurn(step: number): void {
    this.#versions.get(step)?.focus();
  }

  #read(): void {
    const { strings } = this.#context;
    this.element.replaceChildren(
      element("h2", { class: "unseen", text: strings.you }),
      ...toChips(this.#turn.question.attachments, this.#context),
      ...this.#text(),
      iconButton("edit", strings.edit, () => this.edit()),
      ...this.#pager(),
    );
  }

  /** A long text, such as a log that was pasted, is folded: the answer is what people want to see. */
  #text(): Node[] {
    const { strings } = this.#context;
    const { text } = this.#turn.question;
    const shown = element("p", { class: "text", attributes: { dir: "auto" }, text });
    if (text.length <= manyLetters && text.split("\n").length <= manyLines) return [shown];
    const fold = (folded: boolean): void => {
      shown.classList.toggle("folded", folded);
      more.textContent = folded ? strings.showAll : strings.showLess;
      more.ariaExpanded = String(!folded);
    };
    const more = pressable({ class: "link", press: () => fold(more.ariaExpanded === "true") });
    fold(true);
    return [shown, more];
  }

  /** "‹ 2 of 3 ›" when the conversation went on from here in several ways. */
  #pager(): Node[] {
    const { strings, run, editor } = this.#context;
    const { id, versions } = this.#turn;
    if (!versions) return [];
    const before = versions.before.length;
    const after = versions.after.length;
    const button = (step: 1 | -1, label: string, count: number): HTMLButtonElement => {
      const made = iconButton(step < 0 ? "left" : "chevron", label, () => {
        this.#onTurn(step);
        run(editor.turnTo({ turn: id, step }));
      });
      disable(made, count === 0);
      this.#versions.set(step, made);
      return made;
    };
    const place = fill(strings.version, String(before + 1), String(before + 1 + after));
    return [
      element(
        "div",
        { class: "versions", attributes: { role: "group" } },
        button(-1, strings.earlierVersion, before),
        element("span", { text: place }),
        button(1, strings.laterVersion, after),
      ),
    ];
  }

  /** Puts a field in place of the text. */
  edit(): void {
    const { strings, run, editor } = this.#context;
    const field = element("textarea", { attributes: { rows: "1", dir: "auto" } });
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
