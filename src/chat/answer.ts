import type { ChatCompletionChunk } from "../predictor/chatTypes.ts";
import type { Answer, AnswerState, Timings } from "./protocol.ts";
import type { Shape } from "./request.ts";

/** What one chunk brought; both "" when it only carried the usage or the end. */
export interface Delta {
  readonly text: string;
  readonly reasoning: string;
}

/** Puts the chunks of one request together. `now` is in milliseconds; it starts counting when it is made. */
export class Draft {
  #answer: Answer;
  readonly #now: () => number;
  readonly #started: number;
  #first: number | undefined;
  #last: number;

  /** `start` holds what is there already: nothing, or an answer that goes on. */
  constructor(start: Answer, now: () => number) {
    this.#answer = start;
    this.#now = now;
    this.#started = this.#last = now();
  }

  get answer(): Answer {
    return this.#answer;
  }

  adapt({ leftOut, seed }: Shape): void {
    const { seed: _, ...answer } = this.#answer;
    this.#answer = { ...answer, leftOut, ...(seed !== undefined && { seed }) };
  }

  add(chunk: ChatCompletionChunk): Delta {
    const choice = chunk.choices[0];
    const delta = {
      text: choice?.delta?.content ?? "",
      reasoning: choice?.delta?.reasoning_content ?? "",
    };
    if (delta.text || delta.reasoning) {
      this.#last = this.#now();
      this.#first ??= this.#last;
    }
    this.#answer = {
      ...this.#answer,
      text: this.#answer.text + delta.text,
      reasoning: this.#answer.reasoning + delta.reasoning,
      ...(chunk.usage && { usage: chunk.usage }),
      ...(choice?.finish_reason && {
        state: { kind: "finished", reason: choice.finish_reason },
      }),
    };
    return delta;
  }

  /** The answer with its state and timings. A stream that ended without a finish reason counts as "stop". */
  end(state?: AnswerState): Answer {
    const own = this.#answer.state;
    this.#answer = {
      ...this.#answer,
      state: state ?? (own.kind === "finished" ? own : { kind: "finished", reason: "stop" }),
      ...(this.#first !== undefined && { timings: this.#timings(this.#first) }),
    };
    return this.#answer;
  }

  #timings(first: number): Timings {
    const tokens = (this.#answer.usage?.completion_tokens ?? 0) - 1;
    const seconds = (this.#last - first) / 1000;
    return {
      firstToken: first - this.#started,
      ...(tokens > 0 && seconds > 0 && { speed: tokens / seconds }),
    };
  }
}
