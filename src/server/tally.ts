import type { Calls } from "../predictor/calls.ts";
import type { ChatCompletionChunk } from "../predictor/chatTypes.ts";
import type { Metrics } from "./metrics.ts";

/** The same calls; what they count in tokens is written down. */
export function counted(calls: Calls, metrics: Pick<Metrics, "tokens">): Calls {
  return {
    ...calls,
    async *chat(tag, call, signal) {
      let usage: ChatCompletionChunk["usage"];
      try {
        for await (const chunk of calls.chat(tag, call, signal)) {
          usage = chunk.usage ?? usage;
          yield chunk;
        }
      } finally {
        // also of an answer that nobody waited for: the work was done
        if (usage)
          metrics.tokens(tag, {
            prompt: usage.prompt_tokens,
            completion: usage.completion_tokens,
          });
      }
    },
    async embed(tag, call, signal) {
      const embedded = await calls.embed(tag, call, signal);
      metrics.tokens(tag, { prompt: embedded.promptTokens ?? 0 });
      return embedded;
    },
  };
}
