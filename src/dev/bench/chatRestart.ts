import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Predictors } from "../../predictor/predictors.ts";
import { ask, longQuestion } from "./chatAsk.ts";
import { median, report } from "./report.ts";

/**
 * Time to the first token of a second question after the model's process was ended and started again, with and without
 * what was kept of the first one. Loading the model is not part of it.
 */
export async function compareRestarts(
  predictors: Predictors,
  { tag, rounds }: { readonly tag: string; readonly rounds: number },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "hearth-bench-state-"));
  const sides = [
    { side: "read again", folder: "", times: [] as number[], cached: [] as number[] },
    { side: "kept", folder, times: [] as number[], cached: [] as number[] },
  ];
  let bytes = 0;
  try {
    for (let round = 0; round < rounds; round++)
      for (const side of round % 2 ? sides.toReversed() : sides) {
        // another beginning each time, so that nothing of an earlier one helps
        const messages = longQuestion(1000 + round);
        const first = await ask(predictors, tag, { messages, state_folder: side.folder });
        await settled(predictors, tag);
        await predictors.unload(tag);
        if (side.folder) bytes = await bytesOf(folder);
        const next = [
          ...messages,
          { role: "assistant", content: first.text } as const,
          { role: "user", content: "And what happens when the other side is gone?" } as const,
        ];
        const second = await ask(predictors, tag, { messages: next, state_folder: side.folder });
        side.times.push(second.firstMs);
        side.cached.push(second.cached);
        await settled(predictors, tag);
      }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const rows = sides.map(({ side, times, cached }) => ({
    side,
    "already read": median(cached),
    "first token ms": median(times),
  }));
  report({
    name: `A second turn after a restart: ${tag}, medians of ${rounds} conversations`,
    rows,
    notes: [`kept: ${(bytes / 1e6).toFixed(0)} MB on the disk; loading the model is not counted`],
  });
}

async function settled(predictors: Predictors, tag: string): Promise<void> {
  while (predictors.states().get(tag)?.kind !== "ready")
    await new Promise((resolve) => setTimeout(resolve, 20));
}

async function bytesOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
