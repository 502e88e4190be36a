import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/**
 * Bytes of weights that `threads` threads work through a second. Writing a token reads every active weight once, so
 * memory sets the pace; how quickly it is read is measured for half a second in all, on a thread of its own.
 */
export async function measureWeights(threads: number): Promise<number> {
  let read = 0;
  for (let i = 0; i < looks.times; i++) {
    if (i) await sleep(looks.pause);
    read = Math.max(read, await readRate());
  }
  const cores = Math.min(threads, availableParallelism());
  // four cores fill the memory's width on most machines
  return (1 + further * (Math.min(4, cores) - 1)) * share * read;
}

/**
 * The part of one core's reading that is left when it also multiplies weights of 4 bits (Q4_0, Q4_K): fitted to models of
 * 112 and 328 MB on the test machine at rest, which wrote 19.8 and 19.9 GB of weights a second where 24 were read
 * (`test/models/forecastSpeed.test.ts` prints it).
 */
const share = 0.83;

/** What each core after the first adds, for all read by the same way. An estimate: the test machine writes with one. */
const further = 0.55;

/** What is left of that for weights that the engine does not arrange for the processor when it loads them. */
export const easeOf = (fileType?: number): number => (fileType === q41 ? 0.65 : 1);

/** Q4_1, as llama.cpp numbers it. Of models of the same shape it was 0.6, of SmolLM2, which has others too, 0.7. */
const q41 = 3;

/** Other programs may be at work now and then: of several looks the best one counts. */
const looks = { times: 4, pause: 400 };

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

/** Copies 64 MB, more than a cache holds, until 120 ms are over; the best round counts, as others may be at work. */
const probe = `
const { parentPort } = require("node:worker_threads");
const from = new Float64Array(8e6).fill(1), to = new Float64Array(8e6);
const end = performance.now() + 120;
let best = Infinity;
for (let start = performance.now(); start < end; ) {
  to.set(from);
  const now = performance.now();
  best = Math.min(best, now - start);
  start = now;
}
parentPort.postMessage(from.byteLength / (best / 1000));
`;
