import { join } from "node:path";
import { isUserError } from "../../platform/errors.ts";
import type { Message } from "../../predictor/chatTypes.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevModels, openDevPredictors } from "../weights.ts";
import { type LlamaCpp, type Measured, openLlamaCpp } from "./llamaCpp.ts";
import { ask, question, stopAfter } from "./chatAsk.ts";
import { compareBatches } from "./chatBatches.ts";
import { compareRestarts } from "./chatRestart.ts";
import { compareThreads } from "./chatThreads.ts";
import { compareTurns } from "./chatTurns.ts";
import { median, report } from "./report.ts";

const tag = "@hearth/smollm2-135m-instruct";
const answerTokens = 128;

/**
 * `npm run bench -- chat [--rounds n] [--speed | --turns | --batches | --threads]`: speed of a chat model in its process, as the product runs
 * it, against llama.cpp by its own Python binding: same file, prompt and threads, by turns (--speed: only that). Then how
 * much sooner a second turn answers, also after a restart (--turns: only that), and how soon Stop frees the engine.
 * --batches: only how the engine's batch size matters for a long prompt. --threads: only how the number of threads does.
 */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 3;
  await bundle({ minify: true });
  await ensureWeights({ tags: [tag] });
  const models = openDevModels();
  const manifest = await models.find(tag);
  if (!manifest) throw new Error(`There is no ${tag}.`);
  const file = join(models.folder(manifest), "model.gguf");
  if (args.includes("--turns")) return measureTurns(rounds);
  if (args.includes("--batches")) {
    for (const threads of [1, 2]) await compareBatches(file, { threads, rounds });
    return;
  }
  if (args.includes("--threads")) return compareThreads(file, { rounds });
  const sides = await openSides(file);
  try {
    await compare(sides, rounds);
    if (args.includes("--speed")) return;
    await measureTurns(rounds);
    await measureStop(rounds);
  } finally {
    for (const { close } of sides) close();
  }
}

interface Side {
  readonly name: string;
  readonly threads: number;
  readonly answer: (messages: readonly Message[]) => Promise<Measured>;
  close(): void;
}

async function openSides(file: string): Promise<readonly Side[]> {
  const ours = [1, 2].map((threads): Side => {
    const predictors = open(threads);
    const answer = (messages: readonly Message[]) => askAnew(predictors, messages);
    return { name: "Hearth", threads, answer, close: () => predictors.dispose() };
  });
  try {
    const flash = await openLlamaCpp(file, { flash: true });
    const plain = await openLlamaCpp(file, { flash: false });
    return [1, 2].flatMap((threads, i) => [
      ...(ours[i] ? [ours[i]] : []),
      theirs(flash, { name: "llama.cpp, flash attention", threads }),
      theirs(plain, { name: "llama.cpp, its default", threads }),
    ]);
  } catch (error) {
    if (!isUserError(error)) throw error;
    console.log(`\n${error.message}\nOnly Hearth is measured.`);
    return ours;
  }
}

const theirs = (
  llamaCpp: LlamaCpp,
  { name, threads }: { readonly name: string; readonly threads: number },
): Side => ({
  name,
  threads,
  answer: (messages) =>
    llamaCpp.answer({ prompt: toPrompt(messages), threads, tokens: answerTokens }),
  close: () => llamaCpp.close(),
});

/** As the model's template writes it; the count of tokens shows that both sides read the same. */
const toPrompt = (messages: readonly Message[]): string =>
  messages.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("") +
  "<|im_start|>assistant\n";

function open(threads: number): Predictors {
  return openDevPredictors({ device: "cpu", threads });
}

async function askAnew(predictors: Predictors, messages: readonly Message[]): Promise<Measured> {
  const answered = await ask(predictors, tag, { messages, tokens: answerTokens });
  if (answered.cached > 16)
    throw new Error(`${answered.cached} tokens of the prompt were reused: no fair round.`);
  return answered;
}

async function compare(sides: readonly Side[], rounds: number): Promise<void> {
  const results = sides.map((): Measured[] => []);
  for (let round = 0; round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}${round ? "" : " (warm-up)"}\n`);
    // every other round in the other direction: a machine that gets slower must not favour one side
    const order = [...sides.entries()];
    if (round % 2) order.reverse();
    for (const [i, side] of order) {
      const measured = await side.answer(question(round));
      if (round) results[i]?.push(measured);
    }
  }
  const rows = sides.map(({ name, threads }, i) => {
    const all = results[i] ?? [];
    return {
      side: name,
      threads,
      prompt: all[0]?.prompt ?? 0,
      tokens: all[0]?.tokens ?? 0,
      "first token ms": median(all.map(({ firstMs }) => firstMs)),
      "tokens/s": median(all.map(({ perSecond }) => perSecond)),
    };
  });
  report({ name: `Chat: ${tag}, medians of ${rounds} rounds by turns`, rows, notes: ratios(rows) });
}

interface Row {
  readonly side: string;
  readonly threads: number;
  readonly "first token ms": number;
  readonly "tokens/s": number;
}

/** Ours against theirs with the same number of threads, and the best of each. Above 1, ours is faster. */
function ratios(rows: readonly Row[]): string[] {
  const ours = rows.filter(({ side }) => side === "Hearth");
  const others = rows.filter(({ side }) => side !== "Hearth");
  if (!others.length) return [];
  const best = (of: readonly Row[]) => Math.max(...of.map((row) => row["tokens/s"]));
  const soonest = (of: readonly Row[]) => Math.min(...of.map((row) => row["first token ms"]));
  const same = others.map((other) => {
    const own = ours.find(({ threads }) => threads === other.threads) ?? other;
    const prompt = other["first token ms"] / own["first token ms"];
    const speed = own["tokens/s"] / other["tokens/s"];
    return `${other.threads} threads, against ${other.side}: prompt ${prompt.toFixed(2)} ×, generation ${speed.toFixed(2)} ×`;
  });
  const bestPrompt = (soonest(others) / soonest(ours)).toFixed(2);
  const bestSpeed = (best(ours) / best(others)).toFixed(2);
  return [
    ...same,
    `each side's best: prompt ${bestPrompt} ×, generation ${bestSpeed} × (wanted: generation at least 0.95 ×)`,
    "both run at the same, lowered priority",
    "theirs is timed inside Python, token by token; ours from outside its process, text included",
  ];
}

async function measureTurns(rounds: number): Promise<void> {
  const predictors = open(2);
  try {
    await compareTurns(predictors, { tag, rounds });
    await compareRestarts(predictors, { tag, rounds });
  } finally {
    predictors.dispose();
  }
}

/** Milliseconds from Stop until the engine takes the next question, in the middle of an answer and of a prompt. */
async function measureStop(rounds: number): Promise<void> {
  const predictors = open(1);
  try {
    await predictors.load(tag);
    const answer: number[] = [];
    const prompt: number[] = [];
    for (let round = 0; round < rounds; round++) {
      prompt.push(
        await stopAfter(predictors, tag, { messages: question(100 + round), pieces: 1, ms: 500 }),
      );
      answer.push(await stopAfter(predictors, tag, { messages: question(100), pieces: 12, ms: 0 }));
    }
    const row = (where: string, times: readonly number[]) => ({
      where,
      "median ms": median(times),
      "longest ms": Math.max(...times),
    });
    const rows = [row("in an answer", answer), row("in a prompt", prompt)];
    report({ name: "Stop → engine idle", rows, notes: ["wanted: at most 200 ms"] });
  } finally {
    predictors.dispose();
  }
}
