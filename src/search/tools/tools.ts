import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { hasCode } from "../../platform/files.ts";
import { UserError } from "../../platform/errors.ts";
import { last } from "../../platform/stream.ts";
import { decodeText } from "../../platform/text.ts";
import type { Like } from "../protocol.ts";
import type { FindOptions, Search } from "../search.ts";
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
    if (input["shared"]) return findShared({ query, under, limit: limitOf(input) }, call);
    const options = { limit: limitOf(input), ...(under && { under: toUnder(under, call) }) };
    return find({ query, asked: `“${shorten(query)}”`, options }, call);
  },

  async hearth_findSimilar(input, call) {
    const limit = limitOf(input);
    if (input["code"]) {
      const query = String(input["code"]).slice(0, mostCode);
      return find({ query, asked: "code like the given code", options: { limit } }, call);
    }
    const { like, code, shown } = await readPlace(input, call.folders());
    const query = code.slice(0, mostCode);
    return find({ query, asked: `code like ${shown}`, options: { limit, like } }, call);
  },

  async hearth_indexStatus(_input, { search, folders, model, signal }) {
    const reading = search.open(signal);
    await Promise.race([reading, delay(patienceMs, undefined, { signal, ref: false })]);
    reading.catch(() => {}); // what goes wrong later stands in the state
    return statusToText(search.state(), { folders: folders(), model: model() });
  },
};

const limitOf = (input: ToolInput): number => Number(input["limit"] ?? defaultLimit);

function toUnder(path: string, { folders }: Call): string {
  const { folder, inside } = toNamedPath(path, folders());
  // a path alone means the same in each folder
  return folder === undefined || folders().length === 1 ? inside : join(folder, inside);
}

interface Request {
  readonly query: string;
  /** What is looked for, in words for the answer. */
  readonly asked: string;
  readonly options: FindOptions;
}

async function find({ query, asked, options }: Request, call: Call): Promise<string> {
  const { search, budget, signal, folders } = call;
  const found = await last(search.find(query, options, signal));
  const about = { asked, state: search.state() };
  if (!found.hits.length) return nothingFound({ ...about, ...options });
  return placesToText(found, about, { folders: folders(), budget });
}

/** The folders' own rules for paths do not hold in the repositories of others. */
async function findShared(
  {
    query,
    under,
    limit,
  }: { readonly query: string; readonly under: string; readonly limit: number },
  { search, budget, signal }: Call,
): Promise<string> {
  const asked = `“${shorten(query)}” in what the team has shared`;
  const found = await search.findShared(query, { limit, ...(under && { under }) }, signal);
  const { hits } = found;
  if (!hits.length)
    return `Nothing was found for ${asked}${under ? ` in ${under}` : ""}. Use other words.`;
  const named = hits.map((hit) => ({ ...hit, path: `${hit.folder}/${hit.path}` }));
  // the state tells of the open folders
  const whole = { files: 0, meaning: 0 };
  return placesToText({ ...found, hits: named }, { asked, state: whole }, { folders: [], budget });
}

/** Lines of a file that a model named. */
interface ReadPlace {
  readonly like: Like;
  readonly code: string;
  /** As the model named it. */
  readonly shown: string;
}

async function readPlace(input: ToolInput, folders: readonly string[]): Promise<ReadPlace> {
  const path = String(input["path"] ?? "");
  if (!path)
    throw new UserError('hearth_findSimilar needs the code: pass "code", or "path" and lines.');
  const named = toNamedPath(path, folders);
  const { folder, text } = await readFirst(path, named, folders);
  const lines = text.split(/\r\n|\n|\r/);
  const startLine = Number(input["startLine"] ?? 1) - 1;
  const endLine = Math.min(Number(input["endLine"] ?? lines.length), lines.length);
  const code = lines.slice(startLine, endLine).join("\n").trim();
  if (!code)
    throw new UserError(
      `${path} has ${lines.length} lines, and none with text from line ${startLine + 1} to ${endLine}. Pass other lines.`,
    );
  const whole = input["startLine"] === undefined && input["endLine"] === undefined;
  const like = {
    path: join(folder, named.inside),
    ...(!whole && { lines: { startLine, endLine } }),
  };
  return { like, code, shown: whole ? path : `${path}:${startLine + 1}-${endLine}` };
}

/** The file in the first folder that has it. */
async function readFirst(
  path: string,
  { folder, inside }: NamedPath,
  folders: readonly string[],
): Promise<{ readonly folder: string; readonly text: string }> {
  for (const each of folder === undefined ? folders : [folder])
    try {
      return { folder: each, text: decodeText(await readFile(join(each, inside))) };
    } catch (error) {
      if (!["ENOENT", "ENOTDIR", "EISDIR", "EACCES"].some((code) => hasCode(error, code)))
        throw error;
    }
  throw new UserError(
    `${path} is not a file that can be read in ${folders.map((each) => basename(each)).join(", ")}. Pass a path as a search gives it, or pass "code".`,
  );
}

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
};
