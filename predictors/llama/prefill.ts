import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";

/** One slice may take this long, ms: the engine cannot be stopped inside one, and Stop must be heard within 200 ms. */
const sliceTime = 120;
/** A whole batch of the engine: more at once is no faster. */
const maxSlice = 512;

/** Tokens a millisecond, as measured so far on this machine; starts with a careful guess. */
export interface Pace {
  tokensPerMs: number;
}

/**
 * Evaluates a prompt but for its last token, which the generation needs. Goes by slices that end soon enough to stop
 * between them; what was evaluated stays, so a stopped prompt goes on where it was. Returns the tokens that were
 * already there.
 * @throws AbortError
 */
export async function prefill(
  sequence: LlamaContextSequence,
  { tokens, pace }: { readonly tokens: readonly Token[]; readonly pace: Pace },
  signal: AbortSignal,
): Promise<number> {
  const end = tokens.length - 1;
  await sequence.adaptStateToTokens(tokens.slice(0, end), false);
  const cached = sequence.nextTokenIndex;
  for (let from = cached; from < end;) {
    if (signal.aborted) throw abortError();
    const to = Math.min(end, from + sliceSize(pace));
    const started = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, to));
    // a short slice says little: most of it is the fixed cost of reading the weights
    if (to - from >= 8) pace.tokensPerMs = (to - from) / (performance.now() - started);
    from = to;
  }
  if (signal.aborted) throw abortError();
  return cached;
}

/** A multiple of 8 tokens, which is what the engine's matrix kernels take at once. */
export function sliceSize({ tokensPerMs }: Pace): number {
  const tokens = Math.floor((tokensPerMs * sliceTime) / 8) * 8;
  return Math.min(Math.max(tokens, 8), maxSlice);
}
