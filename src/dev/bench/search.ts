import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { silent } from "../../platform/log.ts";
import { openCalls } from "../../predictor/call.ts";
import { openPredictors } from "../../predictor/open.ts";
import type { Found, IndexState } from "../../search/protocol.ts";
import { openSearch, type Search } from "../../search/search.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevModels } from "../weights.ts";
import { type Question, readCorpus, type Repository } from "./corpus.ts";
import { ndcg10 } from "./ndcg.ts";

const tag = "@hearth/all-minilm-l6-v2";

/**
 * `npm run bench -- search [folder] [--corpus folder] [--words]`: how quickly a folder (this repository, if none is
 * named) is indexed and asked, what the index costs; with a corpus also how good the answers are. `--words` leaves
 * meaning out.
 */
export async function run(args: readonly string[]): Promise<void> {
  const words = args.includes("--words");
  const corpus = args.includes("--corpus") ? args[args.indexOf("--corpus") + 1] : undefined;
  const folder = args.find((arg, i) => !arg.startsWith("-") && args[i - 1] !== "--corpus");
  await bundle({ minify: true });
  if (!words) await ensureWeights({ tags: [tag] });
  const repositories = corpus
    ? readCorpus(resolve(corpus))
    : [{ name: "", folder: resolve(folder ?? "."), questions: ownQuestions }];
  const means: number[][] = [];
  for (const repository of repositories) means.push(await measure(repository, { words }));
  if (repositories.length > 1)
    console.log(
      `\nmean of ${repositories.length} repositories, NDCG@10: ${["words", "meaning"]
        .map((by, i) => `${by} ${mean(means.flatMap((each) => each[i] ?? [])).toFixed(3)}`)
        .join(", ")}`,
    );
}

/** NDCG@10 by words and, unless left out, with meaning. */
async function measure(repository: Repository, { words }: { words: boolean }): Promise<number[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), "hearth-bench-"));
  const { search, embedded, close } = open(repository.folder, dataFolder);
  try {
    if (words) search.pause();
    const readMs = await timed(() => search.open());
    const embedMs = words ? 0 : await timed(() => search.settled());
    const memory = residentMb(dataFolder);
    report(repository, { state: search.state(), readMs, embedMs, embedded: embedded(), memory });
    return await ask(search, repository.questions);
  } finally {
    close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

interface Opened {
  readonly search: Search;
  /** Chunks that were embedded so far. */
  embedded(): number;
  close(): void;
}

function open(folder: string, dataFolder: string): Opened {
  const predictors = openPredictors({
    process: resolve("dist/predictor.mjs"),
    models: openDevModels(),
    log: silent,
    settings: () => ({ device: "auto", idleMinutes: 0, memoryBudget: 0 }),
  });
  const calls = openCalls(predictors);
  let count = 0;
  const search = openSearch({
    process: resolve("dist/search.mjs"),
    folders: [folder],
    dataFolder,
    embed: async (texts, signal) => {
      const rows = await calls.embed(tag, { texts }, signal);
      count += texts.length;
      return rows;
    },
    modelTag: () => tag,
    // the questions about this repository stand in this file
    settings: () => ({ exclude: ["src/dev/bench"], maxFileSize: 512 * 1024 }),
    log: silent,
  });
  const close = (): void => [search, predictors].forEach((each) => each.dispose());
  return { search, embedded: () => count, close };
}

function report(
  { name, folder }: Repository,
  about: {
    state: IndexState;
    readMs: number;
    embedMs: number;
    embedded: number;
    memory: string;
  },
): void {
  const { files, bytes } = about.state;
  console.log(`\n${name || folder}: ${files} files`);
  console.log(`  words     ${ms(about.readMs)}, ${rate(files, about.readMs)} files/s`);
  if (about.embedMs)
    console.log(
      `  meaning   ${ms(about.embedMs)}, ${about.embedded} chunks, ${rate(about.embedded, about.embedMs)} chunks/s`,
    );
  console.log(`  index     ${(bytes / 1e6).toFixed(1)} MB, process ${about.memory}`);
}

async function ask(search: Search, questions: readonly Question[]): Promise<number[]> {
  const times: Record<Found["by"], number[]> = { words: [], meaning: [] };
  const scores: Record<Found["by"], Map<string, number[]>> = {
    words: new Map(),
    meaning: new Map(),
  };
  for (const { query, category, relevant } of questions) {
    const started = performance.now();
    const answers = new Map<Found["by"], Found["hits"]>();
    for await (const { by, hits } of search.find(query, { limit: 50 })) {
      if (!answers.has(by)) times[by].push(performance.now() - started);
      answers.set(by, hits);
    }
    for (const [by, hits] of answers) {
      const score = ndcg10([...new Set(hits.map(({ path }) => path))], relevant);
      scores[by].set(category, [...(scores[by].get(category) ?? []), score]);
    }
  }
  return (["words", "meaning"] as const).flatMap((by) => {
    if (!times[by].length) return [];
    const all = [...scores[by].values()].flat();
    const kinds = [...scores[by]].map(([kind, each]) => `${kind} ${mean(each).toFixed(3)}`);
    console.log(
      `  ${by.padEnd(9)} p50 ${ms(quantile(times[by], 0.5))}, p95 ${ms(quantile(times[by], 0.95))}, ` +
        `NDCG@10 ${mean(all).toFixed(3)} (${kinds.join(", ")}; ${all.length} questions)`,
    );
    return [mean(all)];
  });
}

/** About this repository itself, in other words than its own. */
const ownQuestions: readonly Question[] = [
  ["how does a child process notice that its parent died", "src/platform/process.ts"],
  ["write a file so that a crash leaves either the old or the new one", "src/platform/files.ts"],
  ["which folders are never looked into when indexing", "src/search/skip.ts"],
  ["combine two rankings into one", "src/search/fuse.ts"],
  ["dot products with SIMD", "src/search/kernel.ts"],
  ["turn safetensors weights into an onnx graph", "predictors/sentence/bert.ts"],
  ["continue a broken download where it stopped", "src/models/part.ts"],
  ["only one window may write the index", "src/search/lock.ts"],
  ["split identifiers into words", "src/search/tokens.ts"],
  ["which imports are allowed between folders", "test/architecture.test.ts"],
  ["parse server-sent events", "src/openai/sse.ts"],
  ["spell out numbers before they are spoken", "predictors/english/numbers.ts"],
].flatMap(([query = "", path = ""]) =>
  existsSync(path) ? [{ query, category: "own", relevant: [path] }] : [],
);

/** Of the search process, as the kernel counts it; where there is no /proc it stays unknown. */
function residentMb(dataFolder: string): string {
  const [index = ""] = readdirSync(join(dataFolder, "index"));
  const lock = readFileSync(join(dataFolder, "index", index, "lock"), "utf8");
  const status = `/proc/${(JSON.parse(lock) as { readonly pid: number }).pid}/status`;
  if (!existsSync(status)) return "memory unknown";
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8"))?.[1];
  return `${(Number(kb) / 1024).toFixed(0)} MB`;
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await task();
  return performance.now() - started;
}

const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;
const rate = (count: number, time: number): string => ((count / time) * 1000).toFixed(1);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / (values.length || 1);
const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
