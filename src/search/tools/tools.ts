import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasCode } from "../../platform/files.ts";
import { UserError } from "../../platform/errors.ts";
import { last } from "../../platform/stream.ts";
import type { Found, Hit } from "../protocol.ts";
import type { Search } from "../search.ts";
import { defaultLimit, definitionOf, definitions, type ToolName } from "./definitions.ts";
import { checkInput, type ToolInput } from "./input.ts";
import { type NamedPath, toNamedPath } from "./paths.ts";
import { nothingFound, placesToText, statusToText } from "./text.ts";

export interface ToolParts {
  readonly search: Search;
  /** Absolute paths of the folders that are searched now. */
  readonly folders: () => readonly string[];
  /** Tag of the embedding model. */
  readonly model: () => string;
}

/** The tools over one search, whoever offers them. */
export interface Tools {
  /**
   * Answers one call with text of at most about `budget` tokens.
   * @throws {UserError} for unknown tools and wrong input; its message tells the model what to do instead
   */
  call(
    name: string,
    input: unknown,
    options: { readonly budget?: number },
    signal: AbortSignal,
  ): Promise<string>;
}

/** What hosts of tools take without complaint. */
const defaultBudget = 6000;
/** Models cut what is longer than this. */
const mostCode = 2000;
/** The status waits so long for the first reading to end. */
const patienceMs = 2000;

export function toTools(parts: ToolParts): Tools {
  return {
    async call(name, input, { budget = defaultBudget }, signal) {
      const definition = definitionOf(name);
      if (!definition)
        throw new UserError(
          `There is no tool ${name}. There are ${definitions.map((each) => each.name).join(", ")}.`,
        );
      const checked = checkInput(definition, input);
      if (!parts.folders().length)
        throw new UserError(
          "No folder is open, so there is nothing to search. Ask the user to open a folder.",
        );
      return runs[definition.name](checked, { ...parts, budget, signal });
    },
  };
}

interface Call extends ToolParts {
  readonly budget: number;
  readonly signal: AbortSignal;
}

const runs: Record<ToolName, (input: ToolInput, call: Call) => Promise<string>> = {
  async hearth_semanticSearch(input, call) {
    const query = String(input["query"]);
    const under = String(input["under"] ?? "");
    const place = under ? toNamedPath(under, call.folders()) : { inside: "" };
    const asked = `“${shorten(query)}”`;
    return find({ query, asked, place, limit: limitOf(input), keep: () => true }, call);
  },

  async hearth_findSimilar(input, call) {
    const given = input["code"];
    const from = given ? undefined : await readPlace(input, call.folders());
    const query = String(given ?? from?.code).slice(0, mostCode);
    const asked = from ? `code like ${from.shown}` : "code like the given code";
    const keep = (hit: Hit): boolean => !from || !overlaps(hit, from);
    return find({ query, asked, place: { inside: "" }, limit: limitOf(input), keep }, call);
  },

  async hearth_indexStatus(_input, { search, folders, model, signal }) {
    const reading = search.open(signal);
    await Promise.race([reading, delay(patienceMs, undefined, { signal, ref: false })]);
    reading.catch(() => {}); // what goes wrong later stands in the state
    return statusToText(search.state(), { folders: folders(), model: model() });
  },
};

const limitOf = (input: ToolInput): number => Number(input["limit"] ?? defaultLimit);

interface Request {
  readonly query: string;
  /** What is looked for, in words for the answer. */
  readonly asked: string;
  readonly place: NamedPath;
  readonly limit: number;
  readonly keep: (hit: Hit) => boolean;
}

async function find({ query, asked, place, limit, keep }: Request, call: Call): Promise<string> {
  const { search, budget, signal } = call;
  const folders = call.folders();
  const under = place.inside;
  const wanted = (hit: Hit): boolean =>
    keep(hit) && (place.folder === undefined || hit.folder === place.folder);
  // what is left out afterwards must not make the answer shorter
  const some = limit + (folders.length > 1 && place.folder !== undefined ? 100 : 5);
  const found: Found = await last(
    search.find(query, { limit: some, ...(under && { under }) }, signal),
  );
  const hits = found.hits.filter(wanted).slice(0, limit);
  const state = search.state();
  if (!hits.length) return nothingFound({ asked, ...(under && { under }) }, state);
  return placesToText({ ...found, hits }, { asked, state }, { folders, budget });
}

/** Lines of a file that a model named; from 0, `end` exclusive. */
interface ReadPlace {
  readonly folder: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly code: string;
  readonly shown: string;
}

async function readPlace(input: ToolInput, folders: readonly string[]): Promise<ReadPlace> {
  const path = String(input["path"] ?? "");
  if (!path)
    throw new UserError('hearth_findSimilar needs the code: pass "code", or "path" and lines.');
  const named = toNamedPath(path, folders);
  const { folder, text } = await readFirst(path, named, folders);
  const lines = text.split(/\r\n|\n|\r/);
  const start = Number(input["startLine"] ?? 1) - 1;
  const end = Math.min(Number(input["endLine"] ?? lines.length), lines.length);
  const code = lines.slice(start, end).join("\n").trim();
  if (!code)
    throw new UserError(
      `${path} has ${lines.length} lines, and none with text from line ${start + 1} to ${end}. Pass other lines.`,
    );
  const shown = `${path}:${start + 1}-${end}`;
  return { folder, path: named.inside, start, end, code, shown };
}

/** The file in the first folder that has it. */
async function readFirst(
  path: string,
  { folder, inside }: NamedPath,
  folders: readonly string[],
): Promise<{ readonly folder: string; readonly text: string }> {
  for (const each of folder === undefined ? folders : [folder])
    try {
      return { folder: each, text: await readFile(join(each, inside), "utf8") };
    } catch (error) {
      if (!["ENOENT", "ENOTDIR", "EISDIR", "EACCES"].some((code) => hasCode(error, code)))
        throw error;
    }
  throw new UserError(
    `${path} is not a file that can be read in ${folders.map((each) => basename(each)).join(", ")}. Pass a path as a search gives it, or pass "code".`,
  );
}

const overlaps = (hit: Hit, { folder, path, start, end }: ReadPlace): boolean =>
  hit.folder === folder && hit.path === path && hit.startLine < end && hit.endLine > start;

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
};
