import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";

/**
 * Bytes of weights that `threads` threads work through a second. Writing a token takes every active weight once: so many
 * cores multiply them, but no quicker than the memory gives them. Both are measured, for under a second in all.
 */
export async function measureWeights(threads: number): Promise<number> {
  const cores = Math.min(threads, availableParallelism());
  let copied = 0;
  let given = 0;
  for (let i = 0; i < looks.times; i++) {
    if (i) await sleep(looks.pause);
    copied = Math.max(copied, await together(copy, 1));
    if (cores > 1 && i < 2) given = Math.max(given, await together(read, Math.min(cores, most)));
  }
  const multiplied = share * copied * scaled(cores);
  return cores > 1 ? Math.min(multiplied, width * given) : multiplied;
}

/**
 * The part of one core's reading that is left when it also multiplies weights of 4 bits (Q4_0, Q4_K): fitted to models of
 * 112 and 328 MB on the test machine at rest, which wrote 19.8 and 19.9 GB of weights a second where 24 were read
 * (`test/models/forecastSpeed.test.ts` prints it).
 */
const share = 0.83;

/**
 * So many cores' worth of work do several do: they wait for one another after each matrix. Fitted on a server of 16 cores,
 * where 1.1 billion weights wrote 19, 33, 55, 84 and 92 tokens a second with 1, 2, 4, 8 and 15 threads (this says 19, 34, 56,
 * 83, 106).
 */
const scaled = (cores: number): number => cores / (1 + 0.12 * (cores - 1));

/** The part of the memory's pace that the engine reaches. An estimate: on no machine seen so far was it the limit. */
const width = 0.85;

/** Cores that fill the memory's width on most machines. */
const most = 8;

/** What is left of that for weights that the engine does not arrange for the processor when it loads them. */
export const easeOf = (fileType?: number): number => (fileType === q41 ? 0.65 : 1);

/** Q4_1, as llama.cpp numbers it. Of models of the same shape it was 0.6, of SmolLM2, which has others too, 0.7. */
const q41 = 3;

/** Other programs may be at work now and then: of several looks the best one counts. */
const looks = { times: 4, pause: 400 };

/** Bytes a second of several workers that do the same at the same time. */
async function together(task: string, count: number): Promise<number> {
  const workers = Array.from({ length: count }, () => new Worker(probe + task, { eval: true }));
  const answer = (worker: Worker): Promise<number> =>
    new Promise((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
  try {
    await Promise.all(workers.map(answer));
    const rates = workers.map(answer);
    for (const worker of workers) worker.postMessage("go");
    return (await Promise.all(rates)).reduce((a, b) => a + b, 0);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Does it once, says that it is ready, and then does it until 120 ms are over; the best round counts, as others may be at work. */
const probe = `
const { parentPort } = require("node:worker_threads");
function measure(bytes, once) {
  once();
  parentPort.once("message", () => {
    const end = performance.now() + 120;
    let best = Infinity;
    for (let start = performance.now(); start < end; ) {
      once();
      const now = performance.now();
      best = Math.min(best, now - start);
      start = now;
    }
    parentPort.postMessage(bytes / (best / 1000));
  });
  parentPort.postMessage("ready");
}
`;

/** 64 MB, more than a cache holds. */
const copy = `
const from = new Float64Array(8e6).fill(1), to = new Float64Array(8e6);
measure(from.byteLength, () => to.set(from));
`;

/** 32 MB each, looked through for a byte that is not there. */
const read = `
const from = Buffer.alloc(32e6, 1);
measure(from.length, () => from.includes(2));
`;
