import { collect } from "../../platform/stream.ts";
import { bindChat } from "../contract/bind.ts";
import type { ChatCall } from "../calls.ts";
import type { ChatCompletion, ChatCompletionChunk } from "../chatTypes.ts";
import { mergeChunks } from "../merge.ts";
import { cancelTrial, failureTrial, type Report, type Subject, type Trial } from "./trial.ts";

/** The rules of a chat predictor that need a call. */
export function chatTrials(subject: Subject): readonly Trial[] {
  const bound = bindChat(subject.signature);
  const settings = bound.ok ? bound.binding.settings : {};
  const ask = (
    prompt: string,
    limit: number,
    { signal = subject.signal, ...more }: Partial<ChatCall> & { signal?: AbortSignal } = {},
  ): AsyncIterable<ChatCompletionChunk> => {
    const call: ChatCall = {
      ...more,
      messages: [{ role: "user", content: prompt }],
      ...(settings.maxTokens && { maxTokens: limit }),
      ...(settings.temperature && { temperature: settings.temperature.min ?? 0 }),
      ...(settings.seed && { seed: 7 }),
    };
    return subject.calls.chat(subject.tag, call, signal);
  };
  const hello = (more?: Partial<ChatCall>): AsyncIterable<ChatCompletionChunk> =>
    ask("Say hello.", 8, more);
  const count = "Count from 1 to 100, with a space after each number: 1 2 3 4 5 6 7 8";

  return [
    {
      rules: ["A3", "C3", "C5", "C6", "C7", "C9"],
      async run(report) {
        checkRole(await collect(hello()), report);
        if (!settings.maxTokens) return;
        const [choice] = (await mergeChunks(ask(count, 2))).choices;
        if (choice?.finish_reason !== "length")
          report("C7", {
            broken: `cut after 2 tokens, an answer ended with ${choice?.finish_reason}, not length`,
          });
      },
    },
    {
      rules: ["C10"],
      async run(report) {
        if (!settings.temperature && !settings.seed)
          return report("C10", { skipped: "without temperature and seed no answer comes twice" });
        const [one, other] = [await mergeChunks(hello()), await mergeChunks(hello())];
        if (gist(one) !== gist(other))
          report("C10", { broken: "asked twice with the same seed, two answers came" });
      },
    },
    {
      rules: ["C15"],
      async run(report) {
        if (!settings.logprobs) return;
        const [choice] = (await mergeChunks(hello({ logprobs: true }))).choices;
        if (choice?.message.content && !choice.logprobs?.content?.length)
          report("C15", { broken: "asked for logprobs, an answer came without" });
      },
    },
    cancelTrial(subject, {
      long: (signal) => collect(ask("Tell a long story about a lighthouse.", 128, { signal })),
      short: () => collect(hello()),
    }),
    failureTrial(subject, () => collect(hello())),
  ];
}

function checkRole(chunks: readonly ChatCompletionChunk[], report: Report): void {
  const first = chunks.find(({ choices }) => choices.length)?.choices[0]?.delta;
  if (first?.role !== "assistant") report("C6", { broken: "the first delta has no role" });
}

/** What must be the same of two answers. */
const gist = ({ choices, usage }: ChatCompletion): string =>
  JSON.stringify([choices, usage?.completion_tokens, usage?.prompt_tokens]);
