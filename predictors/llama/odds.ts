import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { LikelyToken, TokenLogprob } from "../../src/predictor/chatTypes.ts";
import { mark, type Place } from "./sequences.ts";
import { pieceOf } from "./vocabulary.ts";

/** Of no probability that a float can hold; OpenAI's number for it. */
const none = -9999;
const space = 0x20;

/** How likely the tokens of one answer were. */
export class Odds {
  /** The same sequence; what is generated through it is taken note of. */
  readonly sequence: LlamaContextSequence;
  /** Tokens that were evaluated a second time. */
  again = 0;
  readonly #place: Omit<Place, "chat">;
  readonly #model: LlamaModel;
  readonly #most: number;
  /** What was generated and not taken yet, oldest first. */
  readonly #noted: TokenLogprob[] = [];
  /** Text that the next of them begins with, UTF-8. */
  #open = Buffer.alloc(0);

  /** `most`: likeliest tokens that are named for each place. */
  constructor(place: Omit<Place, "chat">, most: number) {
    const { sequence } = place;
    this.#place = place;
    this.#model = sequence.model;
    this.#most = most;
    const evaluate = this.#evaluate.bind(this);
    this.sequence = new Proxy(sequence, {
      get: (target, key, self) => (key === "evaluate" ? evaluate : Reflect.get(target, key, self)),
    });
  }

  /**
   * How likely the tokens of a piece of the answer were, thoughts included: the pieces come in order, and what was
   * generated between them (the mark of a thought, the end of the turn) is passed over. Told by the text and not by the
   * engine's tokens for it, which are others than the model wrote where a space at the beginning was left out. A token
   * comes with the piece that ends it; one that a stop text has cut never does.
   */
  take(text: string): readonly TokenLogprob[] {
    this.#open = Buffer.concat([this.#open, Buffer.from(text)]);
    const taken: TokenLogprob[] = [];
    for (let next = this.#noted[0]; next && this.#open.length; next = this.#noted[0]) {
      const part = partOf(next, this.#open);
      if (part === "more") break;
      this.#noted.shift();
      if (!part) continue;
      taken.push(part.likely);
      this.#open = this.#open.subarray(part.length);
    }
    // all that was generated has been looked at: what is left was written by nobody, and must not hide what comes
    if (!this.#noted.length) this.#open = Buffer.alloc(0);
    return taken;
  }

  /**
   * The engine tells how likely tokens were only after temperature, filters and grammar, and only instead of choosing
   * one. So each token is chosen as ever, then the one before it is evaluated once more: the same work on the same
   * state, so that the answer is the one that would have come without.
   */
  async *#evaluate(
    ...[tokens, options]: Parameters<LlamaContextSequence["evaluate"]>
  ): ReturnType<LlamaContextSequence["evaluate"]> {
    const steps = this.#place.sequence.evaluate(tokens, options);
    try {
      let next = await steps.next();
      while (!next.done) {
        this.#noted.push(await this.#weigh(next.value));
        const instead = yield next.value;
        next = await steps.next(instead);
      }
    } finally {
      await steps.return();
    }
  }

  /** How likely `token` is after all that the sequence holds. */
  async #weigh(token: Token): Promise<TokenLogprob> {
    const { sequence } = this.#place;
    const end = sequence.nextTokenIndex;
    const last = sequence.contextTokens[end - 1] as Token;
    await sequence.eraseContextTokenRanges([{ start: end - 1, end }]);
    // 0: nothing is filtered, and nothing divided
    const ask = { generateNext: { probabilities: true, options: { temperature: 0 } } };
    const [output] = await sequence.controlledEvaluate([[last, ask]]);
    this.again++;
    // without a state of here, the next token could not be taken back
    if (this.#model.fileInsights.isHybrid || this.#model.fileInsights.isRecurrent)
      await mark(this.#place);
    const probabilities = output?.next.probabilities ?? new Map<Token, number>();
    // the engine adds up in single precision, which is one part in five thousand too little
    let sum = 0;
    for (const probability of probabilities.values()) sum += probability;
    const likely = (of: Token): LikelyToken => {
      const { text, bytes } = pieceOf(this.#model, of);
      const logprob = Math.log((probabilities.get(of) ?? 0) / sum);
      return { token: text, logprob: Number.isFinite(logprob) ? logprob : none, bytes };
    };
    // they come in order, likeliest first
    const top: Token[] = [];
    for (const of of probabilities.keys()) {
      if (top.length >= this.#most) break;
      top.push(of);
    }
    return { ...likely(token), top_logprobs: top.map(likely) };
  }
}

/** A token as it stands at the beginning of a text, and the bytes that it takes up there. */
interface Part {
  readonly likely: TokenLogprob;
  readonly length: number;
}

/**
 * The token's part of a text that begins with it, or with all of it but its first space. "more" when the text ends
 * within the token, undefined when it begins otherwise.
 */
function partOf(likely: TokenLogprob, text: Buffer): Part | "more" | undefined {
  const bytes = Buffer.from(likely.bytes ?? []);
  const rest = bytes.subarray(1);
  const unspaced = { ...likely, token: likely.token.slice(1), bytes: [...rest] };
  const written: readonly (readonly [TokenLogprob, Buffer])[] = [
    [likely, bytes],
    ...(bytes[0] === space ? ([[unspaced, rest]] as const) : []),
    // what never became a character was written as U+FFFD
    [likely, Buffer.from(likely.token)],
  ];
  for (const [as, part] of written) {
    if (part.length && text.indexOf(part) === 0) return { likely: as, length: part.length };
    if (part.length && part.indexOf(text) === 0) return "more";
  }
  return undefined;
}
