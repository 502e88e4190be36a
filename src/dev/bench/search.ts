import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isUserError } from "../../platform/errors.ts";
import { silent } from "../../platform/log.ts";
import { openCalls } from "../../predictor/call.ts";
import { openSearch, type Search } from "../../search/search.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevPredictors } from "../weights.ts";
import { readCorpus, type Repository } from "./corpus.ts";
import { ndcg10 } from "./ndcg.ts";
import { ownQuestions } from "./ownQuestions.ts";
import { quantile, report } from "./report.ts";
import { residentMb } from "./resident.ts";
import { measureScale } from "./searchScale.ts";
import { type Alone, openAlone } from "./searchSides.ts";
import { openSemble, type Semble } from "./semble.ts";

const tag = "@hearth/all-minilm-l6-v2";

/**
 * `npm run bench -- search [--corpus folder] [--words]`: how quickly a folder is indexed and asked, what its index
 * costs, and how good the answers are, against the Python package semble, question by question. Without a corpus this
 * repository is asked about itself. `--words` leaves meaning out. `--size 50000` measures an index of so many chunks.
 */
export async function run(args: readonly string[]): Promise<void> {
  const words = args.includes("--words");
  const corpus = args.includes("--corpus") ? args[args.indexOf("--corpus") + 1] : undefined;
  await bundle({ minify: true });
  if (args.includes("--size")) return measureScale(Number(args[args.indexOf("--size") + 1]));
  if (!words) await ensureWeights({ tags: [tag] });
  const repositories = corpus
    ? readCorpus(resolve(corpus))
    : [{ name: "hearth", folder: resolve("."), questions: ownQuestions }];
  const semble = await peer();
  const answers: Answer[] = [];
  try {
    for (const repository of repositories)
      answers.push(...(await measure(repository, { words, semble })));
  } finally {
    semble?.close();
  }
  summarise(answers);
}

async function peer(): Promise<Semble | undefined> {
  try {
    return await openSemble();
  } catch (error) {
    if (!isUserError(error)) throw error;
    console.log(`\n${error.message}\nOnly Hearth is measured.`);
    return undefined;
  }
}

const sides = {
  raw: "BM25 alone",
  dense: "vectors alone",
  words: "Hearth, words",
  meaning: "Hearth, meaning too",
  semble: "semble, words",
} as const;
type Side = keyof typeof sides;

/** How one side answered one question. */
interface Answer {
  readonly repository: string;
  readonly category: string;
  readonly side: Side;
  readonly ms: number;
  readonly score: number;
}

async function measure(
  repository: Repository,
  { words, semble }: { words: boolean; semble: Semble | undefined },
): Promise<Answer[]> {
  const dataFolder = mkdtempSync(join(tmpdir(), "hearth-bench-"));
  const { search, embedded, vectorOf, close } = open(repository.folder, dataFolder);
  try {
    if (words) search.pause();
    const readMs = await timed(() => search.open());
    const embedMs = words ? 0 : await timed(() => search.settled());
    const sembleMs = await semble?.open(repository.folder);
    const { files, bytes } = search.state();
    const row = {
      repository: repository.name,
      files,
      "words s": readMs / 1000,
      "files/s": files / (readMs / 1000),
      chunks: embedded(),
      "chunks/s": embedMs ? embedded() / (embedMs / 1000) : 0,
      "index MB": bytes / 1e6,
      "process MB": residentMb(dataFolder),
      "semble index s": sembleMs === undefined ? "" : sembleMs / 1000,
    };
    report({ name: `Indexing ${repository.name}`, rows: [row] });
    const alone = await openAlone(repository.folder, { dataFolder, model: tag });
    const asked = await ask(repository, search, semble);
    const own = await askAlone(repository, alone, words ? undefined : vectorOf);
    await alone.close();
    return [...asked, ...own];
  } finally {
    close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

interface Opened {
  readonly search: Search;
  /** Chunks that were embedded so far. */
  embedded(): number;
  vectorOf(query: string): Promise<Float32Array>;
  close(): void;
}

function open(folder: string, dataFolder: string): Opened {
  const predictors = openDevPredictors();
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
    model: () => tag,
    settings: () => ({
      exclude: [{ pattern: "src/dev/bench", setting: "hearth.search.exclude" }],
      maxFileSize: 512 * 1024,
    }),
    log: silent,
  });
  const close = (): void => [search, predictors].forEach((each) => each.dispose());
  const vectorOf = async (query: string): Promise<Float32Array> =>
    (await calls.embed(tag, { texts: [query] }, new AbortController().signal)).vectors;
  return { search, embedded: () => count, vectorOf, close };
}

/** Question by question, so that what else the machine does meets all sides alike. */
async function ask(
  { name, questions }: Repository,
  search: Search,
  semble: Semble | undefined,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { query, category, relevant } of questions) {
    const about = { repository: name, category };
    const started = performance.now();
    for await (const { by, hits } of search.find(query, { limit: 50 })) {
      const paths = [...new Set(hits.map(({ path }) => path))];
      const ms = performance.now() - started;
      answers.push({ ...about, side: by, ms, score: ndcg10(paths, relevant) });
    }
    const theirs = await semble?.ask(query);
    if (theirs)
      answers.push({
        ...about,
        side: "semble",
        ms: theirs.ms,
        score: ndcg10(theirs.paths, relevant),
      });
  }
  return answers;
}

/** Each way of searching by itself. */
async function askAlone(
  { name, questions }: Repository,
  alone: Alone,
  vectorOf?: (query: string) => Promise<Float32Array>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { query, category, relevant } of questions) {
    const about = { repository: name, category };
    const add = (side: Side, began: number, paths: readonly string[]): void => {
      const ms = performance.now() - began;
      answers.push({ ...about, side, ms, score: ndcg10(paths, relevant) });
    };
    const began = performance.now();
    add("raw", began, alone.words(query));
    const vector = await vectorOf?.(query);
    if (vector) add("dense", performance.now(), alone.meaning(vector));
  }
  return answers;
}

function summarise(answers: readonly Answer[]): void {
  const kinds = [...new Set(answers.map(({ category }) => category))].sort();
  const rows = (Object.keys(sides) as Side[]).flatMap((side) => {
    const own = answers.filter((answer) => answer.side === side);
    if (!own.length) return [];
    const scoreOf = (kind: string): number =>
      mean(own.filter(({ category }) => category === kind).map(({ score }) => score));
    return {
      side: sides[side],
      "p50 ms": quantile(
        own.map(({ ms }) => ms),
        0.5,
      ),
      "p95 ms": quantile(
        own.map(({ ms }) => ms),
        0.95,
      ),
      "NDCG@10": meanOfRepositories(own),
      ...Object.fromEntries(kinds.map((kind) => [kind, scoreOf(kind)])),
    };
  });
  const notes = [
    "NDCG@10 over files, the mean of the repositories' means; by kind the mean of all questions.",
    "semble runs with its ranking rules and without vectors: its encoder comes from the hub alone.",
    "Hearth's times hold the way to its process and reading the hits from the disk; semble's are those of its call.",
  ];
  report({ name: "Answers", rows, notes });
}

function meanOfRepositories(answers: readonly Answer[]): number {
  const repositories = [...new Set(answers.map(({ repository }) => repository))];
  return mean(
    repositories.map((name) =>
      mean(answers.filter(({ repository }) => repository === name).map(({ score }) => score)),
    ),
  );
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await task();
  return performance.now() - started;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
