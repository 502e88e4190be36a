import { defaultModels } from "../predictor/defaults.ts";
import { UsageError } from "./failure.ts";
import { jsonOption, modelOption, toCount } from "./options.ts";
import { openFor, remoteOption } from "./remotes.ts";
import type { Offer, Session } from "./session.ts";
import { print, printJson, readLines } from "./terminal.ts";

interface EmbedOptions {
  readonly model: string;
  readonly remote?: string;
  readonly dimensions?: number;
  readonly json?: boolean;
}

export const offerEmbed: Offer = (program, session) => {
  program
    .command("embed")
    .description("Turn texts into vectors: one text an argument, or one a line of stdin.")
    .argument("[texts...]", "the texts; left out: the lines of stdin, empty ones too")
    .addOption(modelOption("embedding", defaultModels.embedding))
    .addOption(remoteOption())
    .option("-d, --dimensions <count>", "numbers a vector, where the model allows it", toCount)
    .addOption(jsonOption("all vectors in OpenAI's shape,"))
    .action((texts: readonly string[], options: EmbedOptions) => embed(texts, options, session));
};

/** Texts a call: few enough that the first vectors come soon. */
const batchSize = 64;

/** One line of numbers a text, as soon as its batch is done; or all of them as one JSON document. */
async function embed(
  texts: readonly string[],
  options: EmbedOptions,
  session: Session,
): Promise<void> {
  const { terminal, signal } = session;
  const { dimensions, json, remote } = options;
  const { hearth, model } = openFor(session, { kind: "embedding", model: options.model, remote });
  const data: object[] = [];
  let tokens: number | undefined = 0;
  let count = 0;
  for await (const batch of batches(texts.length ? texts : readLines(terminal, signal))) {
    const call = { texts: batch, ...(dimensions !== undefined && { dimensions }) };
    const { size, vectors, promptTokens } = await hearth.calls.embed(model, call, signal);
    tokens = promptTokens === undefined || tokens === undefined ? undefined : tokens + promptTokens;
    for (let i = 0; i < batch.length; i++) {
      const row = Array.from(vectors.subarray(i * size, (i + 1) * size));
      if (json) data.push({ object: "embedding", index: count, embedding: row });
      else await print(terminal, `${row.join(" ")}\n`, signal);
      count++;
    }
  }
  if (!count) throw new UsageError('There is no text. Write one: hearth embed "a text"');
  if (!json) return;
  const usage =
    tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } };
  await printJson(terminal, { object: "list", data, model: options.model, ...usage }, signal);
}

async function* batches(
  texts: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<readonly string[], void, undefined> {
  let batch: string[] = [];
  for await (const text of texts) {
    batch.push(text);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length) yield batch;
}
