import { basename, dirname, extname } from "node:path/posix";
import type { Place } from "../words/postings.ts";
import { lastPart, splitIdentifier, toStem } from "../words/tokens.ts";
import { lineNamed, namedAs, prose, type Question } from "./question.ts";

/** A chunk that may answer, with how well it does so far: 0 … 1. */
export interface Candidate {
  readonly place: Place;
  readonly score: number;
}

/** How much each rule counts. Scores are 0 … 1 before; measured with `npm run bench -- search`. */
export const weights = {
  /** The chunk defines a name of the query. */
  defines: 1,
  /** The query is a single word, and the file is called so: as good as a definition. */
  isCalled: 1,
  /** The query names the file. */
  namesFile: 2.5,
  /** The query is the file's name and nothing else, and the chunk its first. */
  beginning: 0.5,
  /** The query names the folder by its path. */
  namesFolder: 0.3,
  /** Share of the query's words in the names that the chunk defines. */
  symbolWords: 0.2,
  /** Share of the file's name that the query spells out. */
  fileName: 0.15,
  /** Share of the query's words in the folders. */
  folders: 0.1,
  /** Other good chunks in the file. */
  coherence: 0.2,
  /** Each further chunk of a file counts so much of the one before. */
  saturation: 0.6,
};

/** Orders candidates by what people who search code expect. Best first; scores are for ordering only. */
export function applyRules(
  candidates: readonly Candidate[],
  question: Question,
  w: typeof weights = weights,
): Candidate[] {
  const byFile = new Map<string, Candidate[]>();
  for (const { place, score } of candidates) {
    const path = place.file.path;
    const as = namedAs(path, question);
    const defines = definesName(place, question);
    const raised =
      score +
      w.defines * defines +
      w.symbolWords * symbolShare(place, question) +
      w.fileName * nameShare(path, question) +
      w.folders * folderShare(path, question) +
      w.isCalled * Number(nameOf(path).toLowerCase() === question.word) +
      named(place, question, { as, w });
    const factor = pathFactor(path, question) * (defines === 1 ? 1 : passingFactor(path));
    const key = `${place.file.folder}\0${path}`;
    byFile.set(key, [
      ...(byFile.get(key) ?? []),
      { place, score: as === "file" ? raised : raised * factor },
    ]);
  }
  return [...byFile.values()].flatMap((own) => saturate(cohere(own, w), w)).sort(byScore);
}

const byScore = (a: Candidate, b: Candidate): number => b.score - a.score;

/**
 * 1 when the chunk defines what the query names, less for the name in other letters (`serialize` is not `Serialize`)
 * and for a part of a longer name.
 */
function definesName({ file, index }: Place, { names }: Question): number {
  const symbols = file.chunks[index]?.symbols ?? [];
  let best = 0;
  for (const symbol of symbols)
    for (const name of names) best = Math.max(best, likeness(symbol, name));
  return best;
}

function likeness(symbol: string, name: string): number {
  const [own, wanted] = [lastPart(symbol), lastPart(name)];
  if (own === wanted) return 1;
  const [lower, lowerWanted] = [own.toLowerCase(), wanted.toLowerCase()];
  // who writes no capitals means any
  if (lower === lowerWanted) return wanted === lowerWanted ? 1 : 0.6;
  return wanted.length > 3 && lower.includes(lowerWanted) ? 0.3 : 0;
}

function named(
  { file, index }: Place,
  question: Question,
  { as, w }: { readonly as: ReturnType<typeof namedAs>; readonly w: typeof weights },
): number {
  if (as !== "file") return as ? w.namesFolder : 0;
  const chunk = file.chunks[index];
  const here = chunk && lineNamed(question, chunk) !== undefined;
  // who asks for a file alone wants its beginning
  const first = question.isPath && index === 0 ? w.beginning : 0;
  return here ? 2 * w.namesFile : w.namesFile + first;
}

function symbolShare({ file, index }: Place, { stems }: Question): number {
  const words = (file.chunks[index]?.symbols ?? []).flatMap(stemsOf);
  return share([...stems], new Set(words));
}

/** How much of "userCache" a query such as "where is the user cache filled" spells out. */
function nameShare(path: string, { stems }: Question): number {
  const stem = nameOf(path);
  // files that are only called "index" are known by their folder
  const name = /^(?:index|main|mod|__init__|readme)$/i.test(stem) ? basename(dirname(path)) : stem;
  return share(stemsOf(name), stems);
}

const nameOf = (path: string): string => basename(path, extname(path));

const folderShare = (path: string, { stems }: Question): number =>
  share([...stems], new Set(stemsOf(dirname(path))));

/** The stems of the words in a name or path. They are asked for again with every key. */
function stemsOf(name: string): readonly string[] {
  const known = remembered.get(name);
  if (known) return known;
  if (remembered.size > 50_000) remembered.clear();
  const stems = splitIdentifier(name).map(toStem);
  remembered.set(name, stems);
  return stems;
}

const remembered = new Map<string, readonly string[]>();

/** The share of `words` that `known` has; 0 without words. */
function share(words: readonly string[], known: ReadonlySet<string>): number {
  if (!words.length) return 0;
  return words.filter((word) => known.has(word)).length / words.length;
}

/** Places where people seldom mean to look. */
const penalties: readonly (readonly [pattern: RegExp, factor: number])[] = [
  [/\.d\.[cm]?ts$|\.pyi$/, 0.7],
  [/(?:^|\/)_?(?:examples?|demos?|samples?|fixtures?|benchmarks?|bench)\//i, 0.75],
  [/(?:^|\/)(?:legacy|deprecated|compat|vendor|third[_-]?party|generated|__generated__)\//i, 0.7],
  [/(?:^|\/)(?:changelog|history|news|license|contributing|authors)\b[^/]*$/i, 0.6],
  [/\.(?:json|ya?ml|toml|lock|cfg|ini|css|scss|html)$/, 0.85],
];
/** Prose about code has the words of a question more often than the code itself. */
const proseFactor = 0.7;
const testPath =
  /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\/|[._-](?:test|spec)\.\w+$|(?:^|\/)test_\w+\.py$/i;

/** True for the places where tests are kept, by path. */
export const isTestPath = (path: string): boolean => testPath.test(path);

/** Files that mostly pass on what others define. */
const passingFactor = (path: string): number =>
  /(?:^|\/)(?:index\.[cm]?[jt]sx?|__init__\.py|mod\.rs)$/.test(path) ? 0.9 : 1;

function pathFactor(path: string, { aboutTests, aboutProse }: Question): number {
  const tests = isTestPath(path) && !aboutTests ? 0.65 : 1;
  const told = prose.test(path) && !aboutProse ? proseFactor : 1;
  return penalties.reduce(
    (factor, [pattern, by]) => (pattern.test(path) ? factor * by : factor),
    tests * told,
  );
}

/** A file whose other chunks answer as well is more likely meant. */
function cohere(own: readonly Candidate[], w: typeof weights): Candidate[] {
  const sorted = own.toSorted(byScore);
  const others = sorted.slice(1, 4).reduce((sum, { score }) => sum + score, 0);
  const [first, ...rest] = sorted;
  return first ? [{ ...first, score: first.score + (w.coherence * others) / 3 }, ...rest] : [];
}

/** One file must not fill the list. */
const saturate = (sorted: readonly Candidate[], w: typeof weights): Candidate[] =>
  sorted.map((candidate, i) => ({ ...candidate, score: candidate.score * w.saturation ** i }));
