import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";

/** One slice may take this long, ms: the engine cannot be stopped inside one, and Stop must be heard within 200 ms. */
const sliceTime = 150;
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
    pace.tokensPerMs = nextPace(pace, { tokens: to - from, ms: performance.now() - started });
    from = to;
  }
  if (signal.aborted) throw abortError();
  return cached;
}

/**
 * The pace after one more slice. It falls by steps: one slice that had to wait for the processor must not make the next
 * ones so short that the fixed cost of a slice, reading all weights, is most of their time.
 */
export function nextPace(
  { tokensPerMs }: Pace,
  slice: { readonly tokens: number; readonly ms: number },
): number {
  // the last slice of a prompt may be too short to tell
  if (slice.tokens < 8) return tokensPerMs;
  return Math.max(slice.tokens / slice.ms, tokensPerMs * 0.75);
}

/** A multiple of 8 tokens, which is what the engine's matrix kernels take at once. */
export function sliceSize({ tokensPerMs }: Pace): number {
  const tokens = Math.floor((tokensPerMs * sliceTime) / 8) * 8;
  return Math.min(Math.max(tokens, 8), maxSlice);
}
