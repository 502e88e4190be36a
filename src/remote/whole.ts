import type { EmbeddingUsage } from "../predictor/contract/parameter.ts";
import type { Tensor } from "../predictor/contract/signature.ts";
import { failed, garbled } from "./failure.ts";
import { post, type Reach } from "./request.ts";
import { hostOf, type Remote } from "./remotes.ts";
import { readWav } from "./wav.ts";

type Values = Readonly<Record<string, unknown>>;

/** One row a text, and the tokens that were read; null when the endpoint does not say. */
export async function embed(
  remote: Remote,
  values: Values,
  reach: Reach,
  signal: AbortSignal,
): Promise<readonly [rows: Tensor, usage: EmbeddingUsage | null]> {
  const body = { ...values, model: remote.model, encoding_format: "float" };
  const bytes = await whole(post(remote, { path: "/embeddings", body }, reach, signal));
  const { rows, usage } = parse(bytes.toString("utf8"), remote);
  const size = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) {
    if (row.length !== size) throw garbled(remote);
    data.set(row, i * size);
  }
  return [{ data, shape: [rows.length, size] }, usage];
}

function parse(
  json: string,
  remote: Remote,
): { readonly rows: readonly ArrayLike<number>[]; readonly usage: EmbeddingUsage | null } {
  try {
    const { data, usage } = JSON.parse(json) as {
      data: readonly { index: number; embedding: string | readonly number[] }[];
      usage?: { readonly prompt_tokens?: unknown } | null;
    };
    const rows = [...data].sort((a, b) => a.index - b.index);
    return { rows: rows.map(({ embedding }) => toRow(embedding)), usage: toUsage(usage) };
  } catch {
    throw garbled(remote);
  }
}

function toUsage(
  usage: { readonly prompt_tokens?: unknown } | null | undefined,
): EmbeddingUsage | null {
  const tokens = usage?.prompt_tokens;
  if (typeof tokens !== "number" || !Number.isInteger(tokens) || tokens < 0) return null;
  return { prompt_tokens: tokens, total_tokens: tokens };
}

/** Some answer in base64 although numbers were asked for: float32, little-endian. */
function toRow(embedding: string | readonly number[]): ArrayLike<number> {
  if (typeof embedding !== "string") return embedding;
  const bytes = Buffer.from(embedding, "base64");
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(i * 4));
}

/** Samples, one channel after the other. */
export async function speak(
  remote: Remote,
  values: Values,
  reach: Reach,
  signal: AbortSignal,
): Promise<Tensor> {
  const body = { ...values, model: remote.model, response_format: "wav" };
  const sound = readWav(await whole(post(remote, { path: "/audio/speech", body }, reach, signal)));
  if (!sound) throw garbled(remote);
  const { sampleRate, samples, channels } = sound;
  if (sampleRate === remote.sampleRate)
    return { data: samples, shape: [channels, samples.length / channels] };
  throw failed(
    remote,
    `${hostOf(remote)} speaks with ${sampleRate} samples a second. Write "sampleRate": ${sampleRate} into ${remote.tag} in hearth.remotes.`,
  );
}

async function whole(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}
