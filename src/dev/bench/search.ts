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
import { ownQuestions } from "./ownQuestions.ts";
import { report } from "./report.ts";
import { residentMb } from "./resident.ts";
import {
  type Answer,
  showMisses,
  showRepositories,
  type Side,
  summarise,
  toAnswer,
} from "./searchAnswers.ts";
import { measureScale } from "./searchScale.ts";
import { type Alone, openAlone } from "./searchSides.ts";
import { openSemble, type Semble } from "./semble.ts";

const tag = "@hearth/all-minilm-l6-v2";

/**
 * `npm run bench -- search [--corpus folder] [--words]`: how quickly a folder is indexed and asked, what its index
 * costs, and how good the answers are, against the Python package semble, question by question. Without a corpus this
 * repository is asked about itself. `--words` leaves meaning out. `--only chi,zod` asks these repositories alone.
 * `--keep folder` keeps the indexes there: the next run asks at once. `--misses` lists the questions that were not
 * answered in full. `--size 50000` measures an index of so many chunks.
 */
export async function run(args: readonly string[]): Promise<void> {
  const valueOf = (option: string): string | undefined =>
    args.includes(option) ? args[args.indexOf(option) + 1] : undefined;
  const [words, corpus, size] = [args.includes("--words"), valueOf("--corpus"), valueOf("--size")];
  await bundle({ minify: true });
  if (size) return measureScale(Number(size));
  if (!words) await ensureWeights({ tags: [tag] });
  const only = valueOf("--only")?.split(",");
  const repositories = (
    corpus
      ? readCorpus(resolve(corpus))
      : [{ name: "hearth", folder: resolve("."), questions: ownQuestions }]
  ).filter(({ name }) => only?.includes(name) ?? true);
  const semble = await peer();
  const answers: Answer[] = [];
  try {
    for (const repository of repositories)
      answers.push(...(await measure(repository, { words, semble, keep: valueOf("--keep") })));
  } finally {
    semble?.close();
  }
  if (args.includes("--misses")) showMisses(answers);
  if (repositories.length > 1) showRepositories(answers);
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

async function measure(
  repository: Repository,
  about: { words: boolean; semble: Semble | undefined; keep: string | undefined },
): Promise<Answer[]> {
  const { words, semble, keep } = about;
  const dataFolder = keep
    ? join(resolve(keep), repository.name)
    : mkdtempSync(join(tmpdir(), "hearth-bench-"));
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
    if (!keep) rmSync(dataFolder, { recursive: true, force: true });
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
  for (const question of questions) {
    const started = performance.now();
    for await (const { by, hits } of search.find(question.query, { limit: 50 })) {
      const found = [...new Set(hits.map(({ path }) => path))];
      const ms = performance.now() - started;
      answers.push(toAnswer(question, { repository: name, side: by, ms, found }));
    }
    const theirs = await semble?.ask(question.query);
    if (theirs) {
      const { ms, paths: found } = theirs;
      answers.push(toAnswer(question, { repository: name, side: "semble", ms, found }));
    }
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
  for (const question of questions) {
    const add = (side: Side, began: number, found: readonly string[]): void => {
      const ms = performance.now() - began;
      answers.push(toAnswer(question, { repository: name, side, ms, found }));
    };
    const began = performance.now();
    add("raw", began, alone.words(question.query));
    const vector = await vectorOf?.(question.query);
    if (vector) add("dense", performance.now(), alone.meaning(vector));
  }
  return answers;
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await task();
  return performance.now() - started;
}
