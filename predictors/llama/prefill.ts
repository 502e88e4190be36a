import type { Llama, LlamaContextSequence, Token } from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";
import type { Pace } from "./pace.ts";
import type { PromptThreads } from "./threads.ts";

interface Prompt {
  readonly tokens: readonly Token[];
  readonly llama: Llama;
  readonly pace: Pace;
  readonly threads: PromptThreads;
}

/**
 * Evaluates a prompt but for its last token, which the generation needs. Goes by slices that end soon enough to stop
 * between them; what was evaluated stays, so a stopped prompt goes on where it was. Returns the tokens that were
 * already there.
 * @throws AbortError
 */
export async function prefill(
  sequence: LlamaContextSequence,
  { tokens, llama, pace, threads }: Prompt,
  signal: AbortSignal,
): Promise<number> {
  const end = tokens.length - 1;
  await sequence.adaptStateToTokens(tokens.slice(0, end), false);
  const cached = sequence.nextTokenIndex;
  for (let from = cached; from < end;) {
    if (signal.aborted) throw abortError();
    const to = Math.min(end, from + pace.next());
    const count = threads.next();
    llama.maxThreads = count;
    const started = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, to));
    const slice = { tokens: to - from, ms: performance.now() - started };
    pace.took(slice);
    threads.took({ threads: count, ...slice });
    from = to;
  }
  if (signal.aborted) throw abortError();
  return cached;
}
