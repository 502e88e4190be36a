import type { GgufFacts } from "./gguf.ts";

/** Tokens that the engine reads at once: its work space grows with them. */
const batch = 512;

/** The part of the layers that look back only so far; their cache is as long as their window. */
const windowed: Readonly<Record<string, number>> = {
  gemma3: 5 / 6,
  gemma2: 1 / 2,
  "gpt-oss": 1 / 2,
};

/** Keys and values of `tokens` tokens in every layer, 16 bits a number. */
export function cacheOf(facts: GgufFacts, tokens: number): number {
  const { architecture, layers, kvHeads, keyLength, valueLength, window } = facts;
  const heads = typeof kvHeads === "number" ? kvHeads * layers : kvHeads.reduce((a, b) => a + b, 0);
  const token = 2 * heads * (keyLength + valueLength);
  const short = window ? (windowed[architecture] ?? 0) : 0;
  return token * ((1 - short) * tokens + short * Math.min(tokens, (window ?? 0) + batch));
}

/** What the engine computes in: one row of scores for each token of a batch. */
export const workSpace = ({ vocabulary, embedding }: GgufFacts): number =>
  4 * batch * (vocabulary + 8 * embedding);
