import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { abortError } from "../../src/platform/errors.ts";
import { writeAtomic } from "../../src/platform/files.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import { dequantise } from "./dequantise.ts";
import { outputTail, prune, readGraph, writeGraph } from "./graph.ts";
import { inPlanes } from "./planes.ts";
import { withNorms } from "./norms.ts";
import { stoppable } from "./stoppable.ts";
import { bytesOf, type Chunk, lengthOf } from "./wire.ts";

/** Raise it when the rewrite changes: files of an older version are then made anew. */
const version = 5;

/** What the float32 form of weights with this digest is made of, and how. */
export const floatForm = (sha256: string): string => `float-${version}-${sha256.slice(0, 12)}`;

/**
 * Path of the float32 form of a quantised model, arranged as it runs fastest. It is made on first use and kept in the model's cache folder, under a
 * name that holds the digest of what it was made from. `output` is a value of the graph that becomes its last output, if it
 * is there. `share` is the part of the loading that this may take, 0 … 1.
 */
export async function floatModel(
  {
    model,
    sha256,
    output,
    share,
  }: {
    readonly model: string;
    readonly sha256: string;
    readonly output?: string;
    readonly share: number;
  },
  context: LoadContext,
): Promise<string> {
  const name = `${floatForm(sha256)}.onnx`;
  const path = join(context.cacheFolder, name);
  await sweep(context.cacheFolder, name);
  if (existsSync(path)) return path;
  context.log("Preparing the weights for this machine; this happens once.");
  const graph = prune(
    stoppable(inPlanes(withNorms(dequantise(readGraph(await readFile(context.resource(model))))))),
  );
  const has = graph.nodes.some(({ outputs }) => output !== undefined && outputs.includes(output));
  const chunks = [...writeGraph(graph), ...(output && has ? outputTail(output) : [])];
  const report = (fraction: number): void => context.progress(fraction * share);
  await writeAtomic(path, steps(chunks, { report, signal: context.signal }));
  return path;
}

/** Takes away what another version of the rewrite, or of the weights, has left: each is as big as the model. */
async function sweep(folder: string, kept: string): Promise<void> {
  const names = existsSync(folder) ? await readdir(folder) : [];
  const old = names.filter((name) => /^float-\d+-\w+\.onnx$/.test(name) && name !== kept);
  // Windows keeps a file that another window has open: it goes the next time
  await Promise.allSettled(old.map((name) => rm(join(folder, name), { force: true })));
}

async function* steps(
  chunks: readonly Chunk[],
  { report, signal }: { readonly report: (fraction: number) => void; readonly signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const total = lengthOf(chunks);
  const batch = 4 << 20;
  let [done, reported] = [0, 0];
  // many chunks are a few bytes long: they are written together
  let waiting: Uint8Array[] = [];
  let size = 0;
  for (const bytes of bytesOf(chunks)) {
    waiting.push(bytes);
    size += bytes.length;
    if (size < batch) continue;
    yield Buffer.concat(waiting);
    done += size;
    [waiting, size] = [[], 0];
    if (done - reported > total / 50) {
      report(done / total);
      reported = done;
    }
    await nextTurn();
    if (signal.aborted) throw abortError();
  }
  yield Buffer.concat(waiting);
  report(1);
}
