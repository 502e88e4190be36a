import { build } from "esbuild";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before } from "node:test";
import { commonBanner, copyGrammars } from "../../src/dev/bundle.ts";
import { silent } from "../../src/platform/log.ts";
import { openSearch, type Search, type SearchOptions } from "../../src/search/search.ts";
import type { Found, Rows } from "../../src/search/protocol.ts";

/** A temporary folder with files, an index beside it, and searches over them. */
export interface Workplace {
  readonly folder: string;
  readonly dataFolder: string;
  write(path: string, text: string): string;
  /** Opens one more window. */
  open(options?: Partial<SearchOptions>): Search;
  close(): void;
}

export function openWorkplace(files: Readonly<Record<string, string>> = {}): Workplace {
  const root = mkdtempSync(join(tmpdir(), "hearth-search-"));
  const folder = join(root, "project");
  const dataFolder = join(root, "data");
  const opened: Search[] = [];
  const write = (path: string, text: string): string => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  };
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) write(path, text);
  return {
    folder,
    dataFolder,
    write,
    open(options = {}) {
      const search = openSearch({
        process: options.process ?? processPath(),
        folders: [folder],
        dataFolder,
        embed: async (texts) => embedFake(texts),
        model: () => "@test/fake",
        settings: () => ({ exclude: [], maxFileSize: 500_000 }),
        log: silent,
        ...options,
      });
      opened.push(search);
      return search;
    },
    close() {
      for (const search of opened) search.dispose();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

let bundled: string | undefined;
const processPath = (): string => {
  if (!bundled) throw new Error("useSearchProcess comes first.");
  return bundled;
};

/** For the tests of one file: bundles the search process as the product does, and removes it when they are over. */
export function useSearchProcess(): void {
  let remove: () => void;
  before(async () => (remove = await bundleSearch()));
  after(() => remove());
}

async function bundleSearch(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "hearth-search-process-"));
  bundled = join(folder, "search.mjs");
  await build({
    entryPoints: ["src/search/main.ts"],
    outfile: bundled,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: commonBanner,
    logLevel: "warning",
  });
  await copyGrammars(join(folder, "grammars"));
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Meaning for tests: words that mean the same share a number. */
const meanings = [
  ["bike", "bicycle", "cycle", "pedal"],
  ["money", "cash", "price", "pay"],
  ["water", "river", "rain", "sea"],
];

/** A number for each meaning that a text has; texts without any of them are alike. */
export function embedFake(texts: readonly string[]): Rows {
  const rows = texts.map((text) => {
    const counts = meanings.map((words) => words.filter((word) => text.includes(word)).length);
    const row = [...counts, counts.some(Boolean) ? 0 : 1];
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
  return { size: 4, vectors: Float32Array.from(rows.flat()) };
}

/** All answers of one search, in order. */
export async function findAll(search: Search, query: string, limit = 20): Promise<Found[]> {
  const found: Found[] = [];
  for await (const each of search.find(query, { limit })) found.push(each);
  return found;
}

/** The paths that one way of searching gives, best first. */
export async function pathsBy(
  by: Found["by"],
  search: Search,
  query: string,
): Promise<string[] | undefined> {
  const found = (await findAll(search, query)).findLast((each) => each.by === by);
  return found && [...new Set(found.hits.map(({ path }) => path))];
}

/** The process that writes the index, as its lock says; −1 while nobody has it. */
export function writerOf({ dataFolder }: Workplace): number {
  if (!existsSync(join(dataFolder, "index"))) return -1;
  const lock = indexFile({ dataFolder }, "lock");
  if (!existsSync(lock)) return -1;
  return (JSON.parse(readFileSync(lock, "utf8")) as { readonly pid: number }).pid;
}

/** A file of the only index below the data folder. */
export function indexFile({ dataFolder }: Pick<Workplace, "dataFolder">, name: string): string {
  const [folder = ""] = readdirSync(join(dataFolder, "index"));
  return join(dataFolder, "index", folder, name);
}

/** Every segment file on disk, of words and of vectors. */
export const segmentsOf = ({ dataFolder }: Pick<Workplace, "dataFolder">): string[] =>
  readdirSync(dataFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".seg"))
    .map((name) => join(dataFolder, name));

/** An embedder that keeps what it was asked. */
export function recorder(): {
  readonly texts: string[];
  embed(texts: readonly string[]): Promise<Rows>;
} {
  const texts: string[] = [];
  return {
    texts,
    async embed(asked) {
      texts.push(...asked);
      return embedFake(asked);
    },
  };
}

/** Looks again and again until it holds. */
export async function until(holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  for (const end = Date.now() + ms; !(await holds());) {
    if (Date.now() > end) throw new Error("It did not come about in time.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
