import type { Conversation, Turn } from "../../chat/protocol.ts";
import { element } from "../elements.ts";
import { AnswerView } from "./answer.ts";
import type { PageContext } from "./context.ts";
import { QuestionView } from "./question.ts";

type ShownAnswer = Parameters<AnswerView["show"]>[0];

/** A turn on the page; as long as `parts` is undefined it is an empty place. */
interface TurnView {
  readonly element: HTMLElement;
  turn: Turn;
  shown: ShownAnswer;
  parts: { readonly question: QuestionView; readonly answer: AnswerView } | undefined;
}

/** So many turns at the end are drawn at once: more than any window has room for. */
const atOnce = 12;
/** Drawing older ones may hold up a frame for so long, ms. */
const slice = 6;

/**
 * The turns of the conversation that is shown. Turns that did not change keep their elements. Of a long conversation the
 * end is there at once and the rest follows, the newest first, while the page is idle.
 */
export class Transcript {
  readonly element = element("div", { class: "turns" });
  readonly #context: PageContext;
  readonly #onLeave: () => void;
  #turns = new Map<string, TurnView>();
  #turned: { readonly place: number; readonly step: number; readonly gone: TurnView } | undefined;
  #drawing: ReturnType<typeof setTimeout> | undefined;

  /** `onLeave` is called when the editing of a question ends. */
  constructor(context: PageContext, onLeave: () => void) {
    this.#context = context;
    this.#onLeave = onLeave;
  }

  /** `waiting` is said until the first word of an answer comes. */
  show(conversation: Conversation | undefined, waiting: string): void {
    const turns = conversation?.turns ?? [];
    // the same question has another id in another conversation
    const keys = turns.map((turn) => `${conversation?.id} ${turn.id}`);
    this.#removeOthers(new Set(keys));
    turns.forEach((turn, index) => {
      const before = turns[index - 1]?.answer.leftOut ?? 0;
      const last = index === turns.length - 1;
      const pieces = turn.question.attachments;
      const isForm = turn.question.job !== undefined;
      const shown = { answer: turn.answer, pieces, before, last, waiting, isForm };
      const view = this.#viewOf(keys[index] ?? "", turn, shown);
      if (view.parts) view.parts.answer.show(shown);
      else if (index >= turns.length - atOnce) this.#draw(view);
    });
    this.#drawRest();
    this.#focusTurned([...this.#turns.values()]);
  }

  /** Starts editing the last question. */
  editLast(): void {
    [...this.#turns.values()].at(-1)?.parts?.question.edit();
  }

  #removeOthers(keys: ReadonlySet<string>): void {
    for (const [key, { element: gone }] of this.#turns)
      if (!keys.has(key)) {
        gone.remove();
        this.#turns.delete(key);
      }
  }

  #viewOf(key: string, turn: Turn, shown: ShownAnswer): TurnView {
    const known = this.#turns.get(key);
    if (known) return Object.assign(known, { turn, shown });
    const made = element("article", {});
    this.element.append(made);
    const view: TurnView = { element: made, turn, shown, parts: undefined };
    this.#turns.set(key, view);
    return view;
  }

  #draw(view: TurnView): void {
    const onTurn = (step: number): void => {
      this.#turned = { place: [...this.#turns.values()].indexOf(view), step, gone: view };
    };
    const about = { turn: view.turn, onLeave: this.#onLeave, onTurn };
    const question = new QuestionView(this.#context, about);
    const answer = new AnswerView(this.#context);
    answer.show(view.shown);
    view.element.append(question.element, answer.element);
    view.parts = { question, answer };
  }

  #drawRest(): void {
    if (this.#drawing !== undefined) return;
    const rest = [...this.#turns.values()].filter(({ parts }) => !parts);
    if (!rest.length) return;
    this.#drawing = setTimeout(() => {
      this.#drawing = undefined;
      const end = performance.now() + slice;
      // somebody may have turned to another conversation meanwhile
      const left = [...this.#turns.values()].filter(({ parts }) => !parts);
      while (left.length && performance.now() < end) this.#draw(left.pop() as TurnView);
      this.#drawRest();
    });
  }

  /** Whoever turns from version to version goes on with the same button, on the turn that has come in its place. */
  #focusTurned(views: readonly TurnView[]): void {
    const { place, step, gone } = this.#turned ?? {};
    const view = place === undefined ? undefined : views[place];
    if (!view?.parts || !step || view === gone) return;
    this.#turned = undefined;
    view.parts.question.focusTurn(step);
  }
}
