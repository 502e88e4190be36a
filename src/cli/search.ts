import { last } from "../platform/stream.ts";
import { defaultModels } from "../predictor/defaults.ts";
import type { Found, Hit, IndexState } from "../search/protocol.ts";
import { toWording } from "../search/rank/wording.ts";
import type { Search } from "../search/search.ts";
import { tellingLines, toWanted } from "../search/words/matches.ts";
import { UsageError } from "./failure.ts";
import { toFolder } from "./files.ts";
import type { Hearth } from "./hearth.ts";
import { jsonOption, modelOption, toCount } from "./options.ts";
import { showProgress } from "./progress.ts";
import type { Offer, Session } from "./session.ts";
import { note, print, printJson } from "./terminal.ts";

interface SearchOptions {
  readonly model: string;
  readonly limit: number;
  readonly under?: string;
  readonly words?: boolean;
  readonly shared?: boolean;
  readonly repository?: string;
  readonly json?: boolean;
}

export const offerSearch: Offer = (program, session) => {
  program
    .command("search")
    .description(
      "Search a folder by words and by meaning. The index is kept, so the next search is quick.",
    )
    .argument(
      "<query>",
      'what you look for: words, code, a file\'s name, or "a phrase" that must stand there',
    )
    .argument("[folder]", "where to look", ".")
    .addOption(modelOption("embedding", defaultModels.embedding))
    .option("-n, --limit <count>", "the most results", toCount, 10)
    .option("--under <path>", "only below this path of the folder")
    .option("--words", "by words alone: no waiting for the meaning of files")
    .option("--shared", "in what the team has shared: the index that HEARTH_SHARED_INDEX names")
    .option("--repository <part>", "with --shared: only repositories with this in their name")
    .addOption(jsonOption("the results"))
    .action((query: string, folder: string, options: SearchOptions) =>
      search(query, { ...options, folder }, session),
    );
};

async function search(
  query: string,
  options: SearchOptions & { readonly folder: string },
  session: Session,
): Promise<void> {
  const { terminal, signal } = session;
  if (!query.trim())
    throw new UsageError('Say what you look for: hearth search "retry with backoff"');
  const folder = toFolder(options.folder);
  const hearth = session.hearth();
  const index = hearth.openSearch([folder], options.model);
  const { limit, under, repository } = options;
  const where = { limit, ...(under !== undefined && { under }) };
  if (options.shared) {
    const there = { ...where, ...(repository && { repository }) };
    const found = await index.findShared(query, there, signal);
    if (options.json) return printJson(terminal, found, signal);
    if (!found.hits.length) note(terminal, `hearth: ${nothingFound(query, under)}`);
    const pathOf = (hit: Hit): string => `${hit.folder}/${hit.path}`;
    return show(found, { query, pathOf }, session);
  }
  await index.open(signal);
  if (!options.words && (await hasModel(hearth, options.model, session)))
    await settle(index, session, "; --words does not wait");
  const found = await last(index.find(query, where, signal));
  if (options.json) return printJson(terminal, found, signal);
  if (found.by === "words" && !options.words) sayWhy(index.state(), session);
  if (!found.hits.length)
    note(terminal, `hearth: ${index.state().files ? nothingFound(query, under) : noFiles}`);
  await show(found, { query }, session);
}

async function show(found: Found, shown: Shown, { terminal, signal }: Session): Promise<void> {
  if (found.wordless && found.hits.length)
    note(terminal, "hearth: No file has any of these words: this is the nearest by meaning.");
  await print(terminal, inLines(found, shown), signal);
}

/** Without the model words must do; the person is told how to get it. */
export async function hasModel(
  { models }: Hearth,
  tag: string,
  { terminal }: Session,
): Promise<boolean> {
  const manifest = await models.find(tag);
  if (!manifest) throw new UsageError(`There is no model ${tag}. \`hearth models\` lists them.`);
  if ((await models.state(manifest)).kind === "installed") return true;
  note(terminal, `hearth: Searching by words only. For meaning run: hearth models download ${tag}`);
  return false;
}

/** Waits until the meaning of every file is known. `advice` goes along with the progress. */
export async function settle(
  index: Search,
  { terminal, signal }: Session,
  advice = "",
): Promise<void> {
  const progress = showProgress(terminal);
  const show = ({ files, meaning }: IndexState): void =>
    progress.show({
      part: files ? meaning / files : 1,
      doing: `reading ${meaning} of ${files} files for their meaning${advice}`,
    });
  const hearing = index.onState(show);
  try {
    await index.settled(signal);
  } finally {
    hearing.dispose();
    progress.dispose();
  }
}

function sayWhy({ note: why }: IndexState, { terminal }: Session): void {
  if (why) note(terminal, `hearth: Found by words only. ${why}`);
}

const noFiles =
  "There is no file with text here. What .gitignore names, and binary and very large files, are left out.";

function nothingFound(query: string, under?: string): string {
  if (under) return `Nothing found below ${under}. Leave out --under to look everywhere.`;
  return toWording(query)?.demanded.length
    ? "Nothing has this word for word. Leave out the quotation marks to look for the words and their meaning."
    : "Nothing found. Try other words for the same thing; ignored and very large files are not searched.";
}

interface Shown {
  readonly query: string;
  readonly pathOf?: (hit: Hit) => string;
}

/** Like a compiler: path:line, so that terminals make it a link; then the lines that answer, or the first of the place. */
function inLines({ hits, instead }: Found, { query, pathOf = ({ path }) => path }: Shown): string {
  const wanted = toWanted(query, instead);
  return hits.map((hit) => inLinesOf(hit, pathOf(hit), wanted)).join("\n");
}

const shownLines = 3;

function inLinesOf(hit: Hit, path: string, wanted: ReadonlySet<string>): string {
  const { startLine, symbols } = hit;
  const [symbol] = symbols ?? [];
  const lines = hit.text.split(/\r?\n/);
  const telling = tellingLines(lines, { wanted, most: shownLines });
  const first = lines.flatMap((line, at) => (line.trim() ? at : [])).slice(0, shownLines);
  const shown = (telling.length ? telling : first).map(
    (at) => `${String(startLine + at + 1).padStart(7)}  ${(lines[at] ?? "").slice(0, 200)}`,
  );
  return `${[`${path}:${startLine + 1}${symbol ? `  ${symbol}` : ""}`, ...shown].join("\n")}\n`;
}
