import type { ChatCompletionChunk } from "../predictor/chatTypes.ts";
import type { Answer, AnswerState, Timings } from "./protocol.ts";
import type { FillIn } from "./fillIn.ts";
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
  /** Tokens of the answer that it goes on from. */
  readonly #before: number;
  #first: number | undefined;
  #last: number;
  /** Tokens of this request so far; 0 when the model does not count. */
  #tokens = 0;

  /** `start` holds what is there already: nothing, or an answer that goes on. */
  constructor(start: Answer, now: () => number) {
    this.#answer = start;
    this.#before = start.timings?.tokens ?? 0;
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

  /** `fill` turns what the model writes into what is shown. */
  add(chunk: ChatCompletionChunk, fill?: Pick<FillIn, "add">): Delta {
    const choice = chunk.choices[0];
    const written = choice?.delta?.content ?? "";
    const delta = {
      text: fill ? fill.add(written) : written,
      reasoning: choice?.delta?.reasoning_content ?? "",
    };
    if (written || delta.reasoning) {
      this.#last = this.#now();
      this.#first ??= this.#last;
    }
    this.#tokens = chunk.usage?.completion_tokens ?? this.#tokens;
    this.#answer = {
      ...this.#answer,
      text: this.#answer.text + delta.text,
      reasoning: this.#answer.reasoning + delta.reasoning,
      ...(chunk.usage && { usage: chunk.usage }),
      ...(choice?.finish_reason && {
        state: { kind: "finished", reason: choice.finish_reason },
      }),
    };
    // as it goes, for an answer that never comes to its end
    if (this.#first !== undefined)
      this.#answer = { ...this.#answer, timings: this.#timings(this.#first) };
    return delta;
  }

  /** Adds what a form has after the last word. */
  close(fill: Pick<FillIn, "end">): void {
    this.#answer = { ...this.#answer, text: this.#answer.text + fill.end() };
  }

  /** The answer with its state. A stream that ended without a finish reason counts as "stop". */
  end(state?: AnswerState): Answer {
    const own = this.#answer.state;
    this.#answer = {
      ...this.#answer,
      state: state ?? (own.kind === "finished" ? own : { kind: "finished", reason: "stop" }),
    };
    return this.#answer;
  }

  #timings(first: number): Timings {
    const tokens = this.#tokens;
    const seconds = (this.#last - first) / 1000;
    return {
      firstToken: first - this.#started,
      ...(tokens > 0 && { tokens: this.#before + tokens }),
      ...(tokens > 1 && seconds > 0 && { speed: (tokens - 1) / seconds }),
    };
  }
}
