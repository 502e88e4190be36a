import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fromLocal } from "../../models/adding/fromLocal.ts";
import { readGgufFile } from "../../models/forecast/gguf.ts";
import { cacheOf, workSpace } from "../../models/forecast/need.ts";
import { Emitter } from "../../platform/event.ts";
import { silent } from "../../platform/log.ts";
import { memoryOf } from "../../platform/memory.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { type ModelSource, openPredictors } from "../../predictor/open.ts";
import { askGraphics } from "../../predictor/running/graphics.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevModels } from "../weights.ts";
import { type Answered, ask, longQuestion, question, stopAfter } from "./chatAsk.ts";
import { median, report } from "./report.ts";

const module = resolve("dist/predictor.mjs");
const own = "@hearth/smollm2-135m-instruct";
const answerTokens = 128;
const devices = ["auto", "cpu"] as const;
type Device = (typeof devices)[number];

/**
 * `npm run bench -- graphics [--rounds n] [model.gguf …]`: what the graphics card does for a chat model: the same
 * questions to the product's own processes, on the card and on the processor by turns, on the default model or the files
 * that are named. Whether both say the same, how soon each stops, and how much memory of the card is taken against what
 * was forecast.
 */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 3;
  const files = args.filter((arg) => arg.endsWith(".gguf"));
  await bundle({ minify: true });
  if (!files.length) await ensureWeights({ tags: [own] });
  await compareDevices(files, rounds);
}

export async function compareDevices(files: readonly string[], rounds: number): Promise<void> {
  const card = await askGraphics(module, { debug: (line) => console.log(line) });
  if (!card) {
    console.log("\nThe chat engine finds no graphics card on this machine: nothing to compare.");
    return;
  }
  const { backend, names, total, free, shared } = card;
  console.log(`\n${backend} (${names.join(", ")}): ${inMb(free)} of ${inMb(total)} MB free`);
  if (shared) console.log("Its memory is the machine's own.");
  const folder = await mkdtemp(join(tmpdir(), "hearth-bench-graphics-"));
  try {
    const models = files.length ? await openFiles(files, folder) : openDevModels();
    const tags = files.length ? (await models.list()).map(({ tag }) => tag) : [own];
    for (const tag of tags) await compareOn(models, { tag, rounds, free });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files as models of their own; nothing is copied. */
async function openFiles(files: readonly string[], folder: string): Promise<ModelSource> {
  const manifests = new Map<string, Manifest>();
  for (const file of files) {
    const manifest = await fromLocal(resolve(file), () => {}, new AbortController().signal);
    manifests.set(manifest.tag, manifest);
    await mkdir(join(folder, manifest.tag), { recursive: true });
    await symlink(resolve(file), join(folder, manifest.tag, "model.gguf"));
  }
  const state = async ({ files: [file] }: Manifest) =>
    ({ kind: "installed", bytes: file?.bytes ?? 0 }) as const;
  return {
    list: async () => [...manifests.values()],
    find: async (tag) => manifests.get(tag),
    ...{ state, recheck: state },
    folder: ({ tag }) => join(folder, tag),
    cacheFolder: ({ tag }) => join(folder, "cache", tag),
    module: () => undefined,
    onChange: new Emitter<{ readonly tag: string }>().event,
  };
}

interface Seen {
  readonly where: string;
  readonly loadMs: number;
  readonly answers: Answered[];
  readonly stops: number[];
  readonly processMb: number;
  readonly freeAfter: number;
}

async function compareOn(
  models: ModelSource,
  { tag, rounds, free }: { readonly tag: string; readonly rounds: number; readonly free: number },
): Promise<void> {
  const on = (device: Device): Promise<Seen> => {
    process.stderr.write(`${tag} on ${device === "auto" ? "the card" : "the processor"} …\n`);
    return measure(models, { tag, device, rounds });
  };
  const seen = { auto: await on("auto"), cpu: await on("cpu") };
  const rows = devices.map((device) => {
    const { where, loadMs, answers, stops, processMb } = seen[device];
    const of = (pick: (answer: Answered) => number): number => median(answers.map(pick));
    return {
      where,
      "load ms": loadMs,
      "prompt tokens": of(({ prompt }) => prompt),
      "prompt tokens/s": of(({ prompt, firstMs }) => (1000 * prompt) / firstMs),
      "tokens/s": of(({ perSecond }) => perSecond),
      "longest stop ms": Math.max(...stops),
      "process MB": processMb,
    };
  });
  const taken = free - seen.auto.freeAfter;
  const foreseen = await forecastOf(models, tag);
  const [card, cpu] = [seen.auto.answers, seen.cpu.answers];
  report({
    name: `On the graphics card and on the processor: ${tag}, medians of ${rounds} rounds`,
    rows,
    notes: [
      `memory of the card: ${inMb(taken)} MB taken, ${inMb(foreseen)} MB forecast`,
      `the same words at the beginning of the answers: ${card.map(({ text }, i) => `${sameStart(text, cpu[i]?.text ?? "")} of ${text.length} letters`).join(", ")}`,
    ],
  });
}

async function measure(
  models: ModelSource,
  {
    tag,
    device,
    rounds,
  }: { readonly tag: string; readonly device: Device; readonly rounds: number },
): Promise<Seen> {
  const settings = () => ({ device, idleMinutes: 0, memoryBudget: 0 });
  const predictors = openPredictors({ process: module, models, log: silent, settings });
  const asked = (await contextOf(models, tag)) >= 8192 ? longQuestion : question;
  try {
    const began = performance.now();
    const { device: name, note, pid } = await predictors.load(tag);
    const loadMs = performance.now() - began;
    const answers: Answered[] = [];
    const stops: number[] = [];
    await ask(predictors, tag, { messages: question(0), tokens: answerTokens });
    for (let round = 1; round <= rounds; round++) {
      const messages = asked(round);
      answers.push(await ask(predictors, tag, { messages, tokens: answerTokens }));
      stops.push(
        await stopAfter(predictors, tag, { messages: question(round), pieces: 12, ms: 0 }),
        await stopAfter(predictors, tag, { messages: asked(99 + round), pieces: 1, ms: 20 }),
      );
    }
    const processMb = ((await memoryOf(pid)) ?? NaN) / 1e6;
    const freeAfter = (await askGraphics(module, silent))?.free ?? NaN;
    const where = note ? `${name}: ${note}` : name;
    return { where, loadMs, answers, stops, processMb, freeAfter };
  } finally {
    predictors.dispose();
  }
}

/** Bytes that a model and its conversations were forecast to need beside the process itself. */
async function forecastOf(models: ModelSource, tag: string): Promise<number> {
  const { manifest, facts } = await factsOf(models, tag);
  const sequences = Number(manifest.options["sequences"] ?? 2);
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  return bytes + workSpace(facts) + sequences * cacheOf(facts, await contextOf(models, tag));
}

async function contextOf(models: ModelSource, tag: string): Promise<number> {
  const { manifest, facts } = await factsOf(models, tag);
  const wanted = Number(manifest.options["contextSize"] ?? 8192);
  return Math.min(wanted, facts.context || wanted);
}

async function factsOf(models: ModelSource, tag: string) {
  const manifest = await models.find(tag);
  if (!manifest) throw new Error(`There is no ${tag}.`);
  const facts = await readGgufFile(join(models.folder(manifest), "model.gguf"));
  return { manifest, facts };
}

/** Letters that two texts have in common from their beginning; rounding differs, so they part at some token. */
function sameStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

const inMb = (bytes: number): string => (bytes / 1e6).toFixed(0);
