import { defaultModels } from "../predictor/defaults.ts";
import type { Calls, ChatCall } from "../predictor/calls.ts";
import type { Message } from "../predictor/chatTypes.ts";
import { isPredictorError } from "../predictor/errors.ts";
import { mergeChunks } from "../predictor/merge.ts";
import { type Ask, printAnswer } from "./answer.ts";
import { converse } from "./converse.ts";
import { UsageError } from "./failure.ts";
import { jsonOption, modelOption, toCount, toNumber } from "./options.ts";
import { openFor, remoteOption } from "./remotes.ts";
import type { Offer, Session } from "./session.ts";
import { printJson, readPiped } from "./terminal.ts";

/** Options as commander reads them. */
interface ChatOptions {
  readonly model: string;
  readonly remote?: string;
  readonly system: string;
  readonly temperature?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

// small models answer much better when they are told what they are
const told = "You are a helpful assistant in a terminal. Answer briefly and to the point.";

/** Tokens. Small models may go on for ever. */
const usualLimit = 1024;

export const offerChat: Offer = (program, session) => {
  program
    .command("chat")
    .description("Ask a chat model. What is piped in is added to the prompt.")
    .argument("[prompt...]", "the question; left out in a terminal: a conversation")
    .addOption(modelOption("chat", defaultModels.chat))
    .addOption(remoteOption())
    .option("-s, --system <text>", "what the model is told first", told)
    .option("-t, --temperature <number>", "0 takes the likeliest words", toNumber)
    .option("--max-tokens <count>", `the longest answer (default: ${usualLimit})`, toCount)
    .option("--seed <number>", "the same seed gives the same answer", toNumber)
    .addOption(jsonOption("the whole answer, with its token counts,"))
    .action((words: readonly string[], options: ChatOptions) =>
      chat(words.join(" "), options, session),
    );
};

async function chat(words: string, options: ChatOptions, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const prompt = [words, await readPiped(terminal, signal)].filter(Boolean).join("\n\n");
  const { model, remote } = options;
  const found = openFor(session, { kind: "chat", model, remote });
  const ask = askWith(found.hearth.calls, { ...options, model: found.model });
  if (prompt) return answer(ask, prompt, options, session);
  if (!terminal.stdin.isTTY || options.json)
    throw new UsageError('There is no prompt. Write one: hearth chat "What is a closure?"');
  await converse(ask, session);
}

function askWith(calls: Calls, options: ChatOptions): Ask {
  const { model, system, temperature, maxTokens, seed } = options;
  const first: readonly Message[] = system ? [{ role: "system", content: system }] : [];
  return async function* (messages, signal) {
    const call: ChatCall = {
      messages: [...first, ...messages],
      ...(temperature !== undefined && { temperature }),
      ...(seed !== undefined && { seed }),
    };
    try {
      yield* calls.chat(model, { ...call, maxTokens: maxTokens ?? usualLimit }, signal);
    } catch (error) {
      // a predictor that has no limit ends by itself; refused before it has said anything
      if (maxTokens !== undefined || !refusesLimit(error)) throw error;
      yield* calls.chat(model, call, signal);
    }
  };
}

const refusesLimit = (error: unknown): boolean =>
  isPredictorError(error) &&
  error.code === "unsupported_parameter" &&
  error.param === "max_completion_tokens";

async function answer(
  ask: Ask,
  prompt: string,
  { json }: ChatOptions,
  { terminal, signal }: Session,
): Promise<void> {
  const chunks = ask([{ role: "user", content: prompt }], signal);
  if (json) return printJson(terminal, await mergeChunks(chunks), signal);
  await printAnswer(chunks, { terminal, signal });
}
