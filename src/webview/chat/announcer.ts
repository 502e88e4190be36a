import type { Turn } from "../../chat/protocol.ts";
import { element } from "../elements.ts";
import { Announcement } from "./announce.ts";
import { stoppedText } from "./answer.ts";
import type { PageContext } from "./context.ts";

/** The region that a screen reader reads out while an answer comes. */
export class Announcer {
  readonly element = element("div", { class: "unseen", attributes: { "aria-live": "polite" } });
  readonly #strings: PageContext["strings"];
  #answer: { readonly turn: string; readonly announcement: Announcement } | undefined;

  constructor({ strings }: PageContext) {
    this.#strings = strings;
  }

  /** Says what is new in the last turn of the conversation; an answer that is not being written is not read out. */
  hear(turn: Turn | undefined): void {
    const streaming = turn?.answer.state.kind === "streaming";
    if (turn && streaming && this.#answer?.turn !== turn.id) this.#begin(turn);
    if (!turn || this.#answer?.turn !== turn.id) return;
    this.#answer.announcement.next(turn.answer.text, !streaming).forEach((said) => this.#say(said));
    if (streaming) return;
    const { state } = turn.answer;
    if (state.kind === "finished") this.#say(this.#strings.answerDone);
    if (state.kind === "stopped") this.#say(stoppedText(state, this.#strings));
    this.#answer = undefined;
  }

  #begin({ id, answer }: Turn): void {
    const { codeBlock, writing } = this.#strings;
    this.element.replaceChildren();
    this.#answer = { turn: id, announcement: new Announcement(codeBlock, answer.text.length) };
    this.#say(writing);
  }

  #say(text: string): void {
    this.element.append(element("p", { text }));
  }
}
