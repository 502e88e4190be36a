import { readFile } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type InferenceSession, Tensor as OnnxTensor } from "onnxruntime-node";
import { abortError } from "../../src/platform/errors.ts";
import { defineEmbedding } from "../../src/predictor/contract/define.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import type { Engine } from "../../src/predictor/manifest.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { readOptions, type SentenceOptions } from "./options.ts";
import { pool } from "./pool.ts";
import { openSession } from "./session.ts";
import { type Encode, openTokenizer } from "./tokens.ts";

/** Sentence encoders of the BERT family. The manifest's options: see `SentenceOptions`. */
export const engine: Engine = (manifest) => {
  const options = readOptions(manifest);
  const sizes = [...options.matryoshka, options.dimensions];
  return defineEmbedding({
    tag: manifest.tag,
    description: manifest.description,
    inputs: {
      texts: Parameter.Texts({ description: "Texts to embed." }),
      dimensions: Parameter.EmbeddingDims({
        description: "Numbers a text.",
        min: Math.min(...sizes),
        max: options.dimensions,
      }).default(options.dimensions),
    },
    outputs: [
      Parameter.Embedding({ description: "One row of unit length for each text." }),
      Parameter.EmbeddingUsage({ description: "Tokens read." }),
    ],
    async load(context) {
      const session = await openSession(manifest, options, context);
      context.progress(0.7);
      const definition = JSON.parse(await readFile(context.resource("tokenizer.json"), "utf8"));
      const encode = openTokenizer(definition as object, options.maxTokens);
      context.runsOn("CPU");
      return { session, encode };
    },
    async predict({ texts, dimensions }, { session, encode }, { signal }) {
      if (!sizes.includes(dimensions)) throw badSize(manifest.tag, sizes);
      const data = new Float32Array(texts.length * dimensions);
      let tokens = 0;
      for (const [i, text] of texts.entries()) {
        const ids = encode(text);
        tokens += ids.length;
        const states = await run(session, ids);
        const hidden = states.dims.at(-1) ?? 0;
        if (hidden !== options.dimensions) throw badManifest(manifest.tag, options, hidden);
        const { pooling } = options;
        const row = pool(states.data as Float32Array, { hidden, pooling, size: dimensions });
        data.set(row, i * dimensions);
        // a run blocks this thread: here is the only place where an abort can come in
        await nextTurn();
        if (signal.aborted) throw abortError();
      }
      const usage = { prompt_tokens: tokens, total_tokens: tokens };
      return [{ data, shape: [texts.length, dimensions] }, usage] as const;
    },
    dispose: ({ session }: State) => session.release(),
  });
};

interface State {
  readonly session: InferenceSession;
  readonly encode: Encode;
}

/** The vectors of the tokens. One text a run at its exact length: padding and batches only cost time on a CPU. */
async function run(session: InferenceSession, ids: readonly number[]): Promise<OnnxTensor> {
  const row = (value: (id: number) => number): OnnxTensor =>
    new OnnxTensor(
      "int64",
      BigInt64Array.from(ids, (id) => BigInt(value(id))),
      [1, ids.length],
    );
  const known: Readonly<Record<string, () => OnnxTensor>> = {
    input_ids: () => row((id) => id),
    attention_mask: () => row(() => 1),
    token_type_ids: () => row(() => 0),
  };
  const feeds = Object.fromEntries(
    session.inputNames.flatMap((name) => (known[name] ? [[name, known[name]()]] : [])),
  );
  const output = session.outputNames.includes("last_hidden_state")
    ? "last_hidden_state"
    : (session.outputNames[0] ?? "");
  const { [output]: states } = await session.run(feeds, [output]);
  if (!states) throw new Error("The model gave no output.");
  return states;
}

const badSize = (tag: string, sizes: readonly number[]): PredictorError =>
  new PredictorError({
    code: "invalid_value",
    tag,
    param: "dimensions",
    message: `${tag} gives vectors of ${sizes.join(", ")} numbers; choose one of these.`,
  });

const badManifest = (tag: string, options: SentenceOptions, found: number): PredictorError =>
  new PredictorError({
    code: "predictor_failed",
    tag,
    message: `The manifest of ${tag} says ${options.dimensions} dimensions, but the model has ${found}. Correct "dimensions" in its options.`,
  });
