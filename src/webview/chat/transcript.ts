import type { Conversation } from "../../chat/protocol.ts";
import { element } from "../elements.ts";
import { AnswerView } from "./answer.ts";
import type { PageContext } from "./context.ts";
import { QuestionView } from "./question.ts";

interface TurnView {
  readonly element: HTMLElement;
  readonly question: QuestionView;
  readonly answer: AnswerView;
}

/** The turns of the conversation that is shown. Turns that did not change keep their elements. */
export class Transcript {
  readonly element = element("div", { class: "turns" });
  readonly #context: PageContext;
  readonly #onLeave: () => void;
  #turns = new Map<string, TurnView>();
  #turned: { readonly place: number; readonly step: number; readonly gone: TurnView } | undefined;

  /** `onLeave` is called when the editing of a question ends. */
  constructor(context: PageContext, onLeave: () => void) {
    this.#context = context;
    this.#onLeave = onLeave;
  }

  /** `waiting` is said until the first word of an answer comes. */
  show(conversation: Conversation | undefined, waiting: string): void {
    const turns = conversation?.turns ?? [];
    // the same question has another id in another conversation
    const ids = new Set(turns.map((turn) => this.#key(conversation, turn.id)));
    for (const [key, { element: gone }] of this.#turns)
      if (!ids.has(key)) {
        gone.remove();
        this.#turns.delete(key);
      }
    turns.forEach((turn, index) => {
      const key = this.#key(conversation, turn.id);
      const view = this.#turns.get(key) ?? this.#add(key, turn);
      const before = turns[index - 1]?.answer.leftOut ?? 0;
      const last = index === turns.length - 1;
      const pieces = turn.question.attachments;
      view.answer.show({ answer: turn.answer, pieces, before, last, waiting });
    });
    this.#focusTurned([...this.#turns.values()]);
  }

  /** Starts editing the last question. */
  editLast(): void {
    [...this.#turns.values()].at(-1)?.question.edit();
  }

  /** Whoever turns from version to version goes on with the same button, on the turn that has come in its place. */
  #focusTurned(views: readonly TurnView[]): void {
    const { place, step, gone } = this.#turned ?? {};
    const view = place === undefined ? undefined : views[place];
    if (!view || !step || view === gone) return;
    this.#turned = undefined;
    view.question.focusTurn(step);
  }

  #key(conversation: Conversation | undefined, turn: string): string {
    return `${conversation?.id} ${turn}`;
  }

  #add(key: string, turn: Conversation["turns"][number]): TurnView {
    const onTurn = (step: number): void => {
      this.#turned = { place: [...this.#turns.values()].indexOf(view), step, gone: view };
    };
    const question = new QuestionView(this.#context, { turn, onLeave: this.#onLeave, onTurn });
    const answer = new AnswerView(this.#context);
    const made = element("article", {}, question.element, answer.element);
    this.element.append(made);
    const view = { element: made, question, answer };
    this.#turns.set(key, view);
    return view;
  }
}
