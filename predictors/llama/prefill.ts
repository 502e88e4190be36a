import type { Llama, Token } from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";
import type { Pace } from "./pace.ts";
import { mark, type Place } from "./sequences.ts";
import type { PromptThreads } from "./threads.ts";

interface Prompt {
  readonly tokens: readonly Token[];
  readonly llama: Llama;
  readonly pace: Pace;
  readonly threads: PromptThreads;
}

/**
 * Evaluates a prompt but for its last token, which the generation needs. Goes by slices that end soon enough to stop
 * between them; what was evaluated stays, so a stopped prompt goes on where it was. A model that cannot forget the end of
 * what it has read can go back to the end of this prompt from now on. Returns the tokens that were already there.
 * @throws AbortError
 */
export async function prefill(
  place: Place,
  { tokens, llama, pace, threads }: Prompt,
  signal: AbortSignal,
): Promise<number> {
  const { sequence } = place;
  const end = tokens.length - 1;
  const cached = await goBack(place, tokens.slice(0, end));
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
  await mark(place);
  return cached;
}

/**
 * Forgets all from where the tokens differ; returns how many are left. Where the engine can only go back to a checkpoint,
 * it forgets all from there: left to itself it would read the tokens between in one go, which nothing could stop.
 */
async function goBack({ sequence, marks }: Place, tokens: readonly Token[]): Promise<number> {
  const shared = sequence.compareContextTokens([...tokens]).firstDifferentIndex;
  const there = sequence.nextTokenIndex;
  if (shared === there) return there;
  while ((marks.at(-1) ?? 0) > shared) marks.pop();
  const freely = !sequence.needsCheckpoints || shared > sequence.stateCellsStartIndex;
  const start = freely ? shared : (marks.at(-1) ?? 0);
  await sequence.eraseContextTokenRanges([{ start, end: there }]);
  return sequence.nextTokenIndex;
}
