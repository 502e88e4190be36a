import type { Tensor } from "../predictor/signature.ts";
import { failed, garbled } from "./failure.ts";
import { post, type Reach } from "./request.ts";
import { hostOf, type Remote } from "./remotes.ts";
import { readWav } from "./wav.ts";

type Values = Readonly<Record<string, unknown>>;

/** One row a text. */
export async function embed(
  remote: Remote,
  values: Values,
  reach: Reach,
  signal: AbortSignal,
): Promise<Tensor> {
  const body = { ...values, model: remote.model, encoding_format: "float" };
  const bytes = await whole(post(remote, { path: "/embeddings", body }, reach, signal));
  const rows = rowsIn(bytes.toString("utf8"), remote);
  const size = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) {
    if (row.length !== size) throw garbled(remote);
    data.set(row, i * size);
  }
  return { data, shape: [rows.length, size] };
}

function rowsIn(json: string, remote: Remote): readonly ArrayLike<number>[] {
  try {
    const { data } = JSON.parse(json) as {
      data: readonly { index: number; embedding: string | readonly number[] }[];
    };
    return [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => toRow(embedding));
  } catch {
    throw garbled(remote);
  }
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
