import type { Calls } from "../predictor/calls.ts";
import { checkFields, type FieldPolicy, invalid } from "./fields.ts";
import type { EmbeddingParams, EmbeddingResponse, OpenAIClient } from "./types.ts";

const policies: Readonly<Record<string, FieldPolicy>> = {
  model: "honoured",
  input: "honoured",
  encoding_format: "honoured",
  dimensions: "honoured",
  user: "ignored",
};

/** As many texts as OpenAI takes in one request. */
const mostTexts = 2048;

/** `embeddings.create` over embedding predictors. */
export function createEmbedding(calls: Calls): OpenAIClient["embeddings"]["create"] {
  return async (params, { signal } = {}) => {
    checkFields(params, policies);
    const { model, dimensions } = params;
    const texts = textsOf(params);
    const encode = encoderOf(params);
    const call = { texts, ...(dimensions !== undefined && dimensions !== null && { dimensions }) };
    const { size, vectors, promptTokens } = await calls.embed(model, call, signal);
    return {
      object: "list",
      data: texts.map((_, index) => ({
        object: "embedding",
        index,
        embedding: encode(vectors.subarray(index * size, (index + 1) * size)),
      })),
      model,
      ...(promptTokens !== undefined && {
        usage: { prompt_tokens: promptTokens, total_tokens: promptTokens },
      }),
    };
  };
}

function textsOf({ model: tag, input }: EmbeddingParams): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input];
  const fail = (message: string): Error => invalid({ tag, param: "input", message });
  if (!texts.every((text) => typeof text === "string"))
    throw fail("input takes a text or a list of texts. Token ids belong to another model.");
  if (!texts.length || texts.includes(""))
    throw fail("input is empty or holds an empty text; leave empty texts out.");
  if (texts.length > mostTexts)
    throw fail(
      `input holds ${texts.length} texts, but takes at most ${mostTexts}; send them in parts.`,
    );
  return texts;
}

type Encoded = EmbeddingResponse["data"][number]["embedding"];

function encoderOf({
  model: tag,
  encoding_format: format,
}: EmbeddingParams): (row: Float32Array) => Encoded {
  if (format === "base64") return toBase64;
  if (format === "float" || format === undefined || format === null)
    return (row) => Array.from(row);
  const message = `encoding_format is ${JSON.stringify(format)}, but takes "float" or "base64".`;
  throw invalid({ tag, param: "encoding_format", message });
}

/** Float32, little-endian on any machine. */
function toBase64(row: Float32Array): string {
  const bytes = Buffer.allocUnsafe(row.length * 4);
  row.forEach((number, i) => bytes.writeFloatLE(number, i * 4));
  return bytes.toString("base64");
}
