import type { ChatCompletionChunk } from "../chatTypes.ts";
import type { Predictors } from "../predictors.ts";

/** The same predictors; `told` hears how quickly each complete answer of a chat predictor was written. */
export function timed(
  predictors: Predictors,
  told: (tag: string, answer: { readonly tokens: number; readonly ms: number }) => void,
): Predictors {
  async function* run(...asked: Parameters<Predictors["run"]>): AsyncGenerator<readonly unknown[]> {
    let [first, last]: (number | undefined)[] = [];
    let tokens: number | undefined;
    for await (const outputs of predictors.run(...asked)) {
      const chunk = outputs[0] as Partial<ChatCompletionChunk> | null;
      if (chunk?.object === "chat.completion.chunk") {
        const delta = chunk.choices?.[0]?.delta;
        last = performance.now();
        if (delta?.content || delta?.reasoning_content) first ??= last;
        tokens = chunk.usage?.completion_tokens ?? tokens;
      }
      yield outputs;
    }
    if (tokens !== undefined && first !== undefined && last !== undefined)
      told(asked[0], { tokens, ms: last - first });
  }
  return {
    run,
    expect: (...asked) => predictors.expect(...asked),
    load: (...asked) => predictors.load(...asked),
    measure: (...asked) => predictors.measure(...asked),
    unload: (tag) => predictors.unload(tag),
    states: () => predictors.states(),
    onState: predictors.onState,
    dispose: () => predictors.dispose(),
  };
}
