import { readFile } from "node:fs/promises";
import { join } from "node:path";
// CommonJS: its parts come with its whole
import treeSitter, { type Parser } from "@vscode/tree-sitter-wasm";
import { messageOf } from "../../platform/errors.ts";
import type { Log } from "../../platform/log.ts";
import { type Definition, definitionsOf, type Roles, rolesOf } from "./definitions.ts";
import { languageOf } from "./languages.ts";

/** Reads source by its syntax. */
export interface Grammars {
  /** Loads what a file's language needs, once. A language without a grammar needs nothing. */
  prepare(path: string): Promise<void>;
  /** What a file defines; undefined when its language is not loaded, or the text is no code of it. */
  read(lines: readonly string[], path: string): Definition[] | undefined;
}

/** Larger files are data more often than code. */
const mostCharacters = 400_000;
/** Text that takes longer is left to the plain way. */
const mostMs = 1500;

interface Reader {
  readonly parser: Parser;
  readonly roles: Roles;
}

/** @param folder where `grammarFiles` lie. One that is missing is told once, and its language read without it. */
export function openGrammars(folder: string, log: Log): Grammars {
  const readers = new Map<string, Promise<Reader | undefined>>();
  const ready = new Map<string, Reader>();
  let starting: Promise<void> | undefined;

  async function load(path: string, grammar: string): Promise<Reader | undefined> {
    try {
      await (starting ??= start(folder));
      const bytes = await readFile(join(folder, `tree-sitter-${grammar}.wasm`));
      const loaded = await treeSitter.Language.load(bytes);
      const parser = new treeSitter.Parser();
      parser.setLanguage(loaded);
      const reader = { parser, roles: rolesOf(languageOf(path) ?? { grammar }, loaded) };
      ready.set(grammar, reader);
      return reader;
    } catch (error) {
      log.warn(`Files such as ${path} are split without a grammar: ${messageOf(error)}`);
      return undefined;
    }
  }

  return {
    async prepare(path) {
      const grammar = languageOf(path)?.grammar;
      if (!grammar || ready.has(grammar)) return;
      const loading = readers.get(grammar) ?? load(path, grammar);
      readers.set(grammar, loading);
      await loading;
    },
    read(lines, path) {
      const reader = ready.get(languageOf(path)?.grammar ?? "");
      return reader && readWith(reader, lines);
    },
  };
}

async function start(folder: string): Promise<void> {
  const options = { wasmBinary: await readFile(join(folder, "tree-sitter.wasm")) };
  // the types know only another way to find the file
  await treeSitter.Parser.init(options as object as Parameters<typeof Parser.init>[0]);
}

function readWith({ parser, roles }: Reader, lines: readonly string[]): Definition[] | undefined {
  const text = lines.join("\n");
  if (text.length > mostCharacters) return undefined;
  const end = performance.now() + mostMs;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > end });
  if (!tree) {
    parser.reset();
    return undefined;
  }
  try {
    return tree.rootNode.isError ? undefined : definitionsOf(tree, roles);
  } finally {
    tree.delete();
  }
}
