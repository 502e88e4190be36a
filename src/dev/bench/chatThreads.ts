import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";
import { median, report } from "./report.ts";

/** Tokens that are read at once, and those that are written one by one. */
const slice = 256;
const written = 48;

/** How quickly a model reads and writes with each number of threads, by turns, in the bare engine. */
export async function compareThreads(
  file: string,
  { rounds }: { readonly rounds: number },
): Promise<void> {
  // as the predictors' processes are started, see `platform/process.ts`; Node looks at it only when it starts
  if (process.env["UV_THREADPOOL_SIZE"] !== "1") {
    const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
    spawnSync(process.execPath, process.argv.slice(1), { stdio: "inherit", env });
    return;
  }
  const cores = availableParallelism();
  const counts = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32].filter((count) => count < cores - 1);
  counts.push(...new Set([Math.max(1, cores - 1), cores]));
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: cores, logLevel: LlamaLogLevel.error }); // prettier-ignore
  const model = await llama.loadModel({ modelPath: file });
  const tokens = model.tokenize(readFileSync("src/platform/channel.ts", "utf8").repeat(2)).slice(0, slice); // prettier-ignore
  const context = await model.createContext({ contextSize: { max: 1024 }, threads: cores });
  const sequence = context.getSequence();
  const seen = counts.map(() => ({ read: [] as number[], write: [] as number[] }));
  // the first time the weights come from the disk
  await sequence.evaluateWithoutGeneratingNewTokens(tokens);
  for (let round = 0; round < rounds; round++)
    for (const [i, threads] of [...counts.entries()].toSorted(([a], [b]) =>
      round % 2 ? b - a : a - b,
    )) {
      llama.maxThreads = threads;
      await sequence.clearHistory();
      const began = performance.now();
      await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(0, -1));
      const read = performance.now();
      let count = 0;
      for await (const _ of sequence.evaluate(tokens.slice(-1), { yieldEogToken: true }))
        if (++count === written) break;
      seen[i]?.read.push((1000 * (slice - 1)) / (read - began));
      seen[i]?.write.push((1000 * written) / (performance.now() - read));
    }
  const { cpuMathCores } = llama;
  await llama.dispose();
  report({
    name: `Threads: medians of ${rounds} rounds by turns`,
    rows: counts.map((threads, i) => ({
      threads,
      "prompt tokens/s": median(seen[i]?.read ?? []),
      "tokens/s": median(seen[i]?.write ?? []),
    })),
    notes: [`cores that the engine counts on: ${cpuMathCores} of ${cores}`],
  });
}
