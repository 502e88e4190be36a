import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/**
 * Bytes of weights that `threads` threads work through a second. Writing a token reads every active weight once, so
 * memory sets the pace; how quickly it is read is measured for a quarter of a second, on a thread of its own.
 */
export async function measureWeights(threads: number): Promise<number> {
  const read = await readRate();
  const cores = Math.min(threads, availableParallelism());
  // four cores fill the memory's width on most machines
  return Math.min(4, cores) * share * read;
}

/** The part of one core's reading that is left when it also multiplies: fitted to SmolLM2 135M on the test machine. */
const share = 0.5;

async function readRate(): Promise<number> {
  const worker = new Worker(probe, { eval: true });
  try {
    return await new Promise<number>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}

/** Copies 64 MB, more than a cache holds, until 250 ms are over; the best round counts, as others may be at work. */
const probe = `
const { parentPort } = require("node:worker_threads");
const from = new Float64Array(8e6).fill(1), to = new Float64Array(8e6);
const end = performance.now() + 250;
let best = Infinity;
for (let start = performance.now(); start < end; ) {
  to.set(from);
  const now = performance.now();
  best = Math.min(best, now - start);
  start = now;
}
parentPort.postMessage(from.byteLength / (best / 1000));
`;
