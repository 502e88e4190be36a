import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { silent } from "../../platform/log.ts";
import { toChunks } from "../../search/chunks/chunk.ts";
import type { Rows } from "../../search/protocol.ts";
import { openSearch, type Search } from "../../search/search.ts";
import { readableText } from "../../search/files/skip.ts";
import { quantile, report } from "./report.ts";
import { residentMb } from "./resident.ts";
import { askRipgrep, findRipgrep } from "./ripgrep.ts";

/** Numbers a vector, as the default model has. */
const width = 384;
const askings = 120;
const comparedWords = 40;

/** `--size 50000`: how quickly an index of so many chunks opens, answers and follows a change. */
export async function measureScale(size: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "hearth-scale-"));
  try {
    const questions = fill(join(root, "project"), size);
    const first = await run(root, async (opened) => {
      const words = await timed(() => opened.search.open());
      const meaning = await timed(() => opened.search.settled());
      const { files, bytes } = opened.search.state();
      return {
        files,
        "words s": words / 1000,
        "files/s": files / (words / 1000),
        "vectors s": meaning / 1000,
        "index MB": bytes / 1e6,
        embedded: opened.embedded(),
      };
    });
    const again = await run(root, async (opened) => {
      const ready = await timed(() => opened.search.open());
      await opened.search.settled();
      const asked = await askAll(opened.search, questions);
      await compare(opened.search, { folder: join(root, "project"), questions });
      const change = await timed(() => changeOne(join(root, "project"), opened.search));
      return {
        "ready ms": ready,
        embedded: opened.embedded(),
        ...asked,
        "change ms": change,
        "process MB": residentMb(join(root, "data")),
      };
    });
    report({ name: `First indexing of ${size} chunks`, rows: [first] });
    report({
      name: `Opened again, unchanged, and asked ${askings} questions`,
      rows: [again],
      notes: [
        "The text is that of the packages in node_modules; the vectors are made up, so the figures say nothing of quality.",
        "first: until results by words are here; whole: until those by meaning too. Both hold the way to the process and reading the hits from the disk.",
        "change: from saving one file until its new word is found.",
      ],
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Copies real text until it makes `size` chunks. Gives questions: words that stand together somewhere. */
function fill(folder: string, size: number): string[] {
  const from = resolve("node_modules");
  const questions: string[] = [];
  let chunks = 0;
  for (const name of readdirSync(from, { recursive: true, encoding: "utf8" }).sort()) {
    if (chunks >= size) return questions.slice(-askings);
    if (!/\.(?:[cm]?[jt]s|py|md)$/.test(name) || /[.-]min\./.test(name)) continue;
    if (!statSync(join(from, name)).isFile()) continue;
    const bytes = readFileSync(join(from, name));
    const text = bytes.length < 100_000 ? readableText(bytes) : undefined;
    const found = text ? toChunks(text, name) : [];
    if (!text || !found.length) continue;
    // what the packages built and what belongs to them would be skipped by these names
    const to = join(folder, name.replaceAll(/(^|\/)(?:node_modules|dist|coverage)\//g, "$1part/"));
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(from, name), to);
    chunks += found.length;
    if (chunks % 7 === 0) questions.push((text.match(/[a-z]{4,}/gi) ?? []).slice(40, 44).join(" "));
  }
  throw new Error(`node_modules has text for ${chunks} chunks only.`);
}

interface Opened {
  readonly search: Search;
  embedded(): number;
}

async function run<T>(root: string, task: (opened: Opened) => Promise<T>): Promise<T> {
  let embedded = 0;
  const search = openSearch({
    process: resolve("dist/search.mjs"),
    folders: [join(root, "project")],
    dataFolder: join(root, "data"),
    embed: async (texts) => {
      if (texts[0] !== undefined && texts.length > 1) embedded += texts.length;
      return madeUp(texts);
    },
    model: () => "@bench/made-up",
    settings: () => ({ exclude: [], maxFileSize: 512 * 1024 }),
    log: silent,
  });
  try {
    return await task({ search, embedded: () => embedded });
  } finally {
    search.dispose();
  }
}

/** Milliseconds until the first answer, and until the last. */
interface Took {
  readonly first: number;
  readonly whole: number;
}

async function askAll(search: Search, questions: readonly string[]) {
  const took: Took[] = [];
  for (const question of questions) took.push(await askOne(search, question));
  return toQuantiles(took);
}

async function askOne(search: Search, question: string): Promise<Took> {
  const began = performance.now();
  let first: number | undefined;
  for await (const _ of search.find(question, { limit: 30 })) first ??= performance.now() - began;
  return { first: first ?? 0, whole: performance.now() - began };
}

function toQuantiles(took: readonly Took[]) {
  const [first, whole] = [took.map((each) => each.first), took.map((each) => each.whole)];
  return {
    "first p50 ms": quantile(first, 0.5),
    "first p95 ms": quantile(first, 0.95),
    "whole p50 ms": quantile(whole, 0.5),
    "whole p95 ms": quantile(whole, 0.95),
  };
}

/** The editor's own search beside this one: a word that stands there as it is asked for, in turn. */
async function compare(
  search: Search,
  { folder, questions }: { readonly folder: string; readonly questions: readonly string[] },
): Promise<void> {
  const program = findRipgrep();
  if (!program)
    return console.log("\nThe test host is not installed: nothing is compared with ripgrep.");
  const words = [...new Set(questions.flatMap((each) => each.split(" ").slice(0, 1)))];
  const [ours, theirs]: [Took[], Took[]] = [[], []];
  for (const word of words.slice(-comparedWords)) {
    ours.push(await askOne(search, word));
    theirs.push(await askRipgrep(program, { folder, word }));
  }
  const notes = [
    "one exact word. ripgrep: from the start of the program, as the editor starts it for each query; Hearth: by words, the best 30 of all with their lines.",
  ];
  const rows = [
    { side: "Hearth", ...toQuantiles(ours) },
    { side: "ripgrep", ...toQuantiles(theirs) },
  ];
  const [own, other] = rows.map((row) => row["first p50 ms"]) as [number, number];
  const [all, others] = rows.map((row) => row["whole p50 ms"]) as [number, number];
  notes.push(
    `ripgrep takes ${times(other / own)} as long until its first place, ${times(others / all)} until its last.`,
  );
  report({ name: `${ours.length} words, in turn with the editor's own search`, rows, notes });
}

const times = (ratio: number): string => `${ratio.toFixed(1)} times`;

async function changeOne(folder: string, search: Search): Promise<void> {
  const path = join(folder, "changed.ts");
  writeFileSync(path, "export function zwoelfBoxkaempfer() {}\n");
  search.changed([path]);
  for await (const { hits } of search.find("zwoelfBoxkaempfer", {}))
    if (hits[0]?.path === "changed.ts") return;
  throw new Error("The change was not found.");
}

/** Vectors that depend on the text alone and lie anywhere. */
function madeUp(texts: readonly string[]): Rows {
  const vectors = new Float32Array(texts.length * width);
  texts.forEach((text, row) => {
    let state = 1;
    for (let i = 0; i < text.length; i++) state = (Math.imul(state, 31) + text.charCodeAt(i)) | 0;
    const own = vectors.subarray(row * width, (row + 1) * width);
    for (let i = 0; i < width; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      own[i] = state / 2 ** 31;
    }
    const length = Math.hypot(...own);
    for (let i = 0; i < width; i++) own[i] = (own[i] as number) / length;
  });
  return { size: width, vectors };
}

async function timed(task: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await task();
  return performance.now() - started;
}
