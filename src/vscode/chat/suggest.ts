import * as vscode from "vscode";
import { nameOf } from "../../chat/blocks.ts";
import type { Suggestion } from "../../chat/protocol.ts";

const most = 20_000;
/** So long a list of files is good for the next letters of the same name, ms. */
const fresh = 10_000;

interface File {
  readonly uri: vscode.Uri;
  /** As people see it: inside the workspace, with "/". */
  readonly path: string;
}

/** The files of the workspace, looked up when they are asked for and kept for a moment. */
export type FileList = () => Promise<readonly File[]>;

export function openFileList(): FileList {
  const others = "**/{node_modules,.git,dist,out,target,build,.venv,__pycache__}/**";
  const read = async (): Promise<readonly File[]> =>
    (await vscode.workspace.findFiles("**/*", others, most)).map(toFile);
  let known: { readonly at: number; readonly files: Promise<readonly File[]> } | undefined;
  return () => {
    const now = Date.now();
    if (!known || now - known.at > fresh) known = { at: now, files: read() };
    return known.files;
  };
}

/** Files whose path holds the letters of `query` in this order, the best first; without a query those that are open. */
export async function filesLike(query: string, list: FileList): Promise<Suggestion[]> {
  const open = openFiles();
  if (!query) return open.map(({ uri }) => toSuggestion(uri));
  const seen = new Set(open.map(({ path }) => path));
  const rest = (await list()).filter(({ path }) => !seen.has(path));
  return [...open, ...rest]
    .map((file) => ({ file, score: likeness(query, file.path) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ file }) => toSuggestion(file.uri));
}

interface Symbol {
  readonly name: string;
  readonly uri: vscode.Uri;
  /** Counted from 1. */
  readonly line: number;
}

/** Definitions with this name: of the active file, and of the workspace as far as language servers know them. */
export async function symbolsLike(query: string): Promise<Suggestion[]> {
  const all = [...symbolsHere(), ...(await symbolsOfServers(query))];
  const unique = new Map(all.map((symbol) => [`${symbol.uri.toString()}:${symbol.line}`, symbol]));
  return [...unique.values()]
    .map((symbol) => ({ symbol, score: likeness(query, symbol.name) }))
    .filter(({ score }) => score > 1)
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ symbol: { name, uri, line } }) => ({
      ...{ kind: "symbol", label: name, uri: uri.toString(), line },
      detail: `${vscode.workspace.asRelativePath(uri)}:${line}`,
    }));
}

/** By the look of the lines, so that it works in any language and before a server has started. */
function symbolsHere(): Symbol[] {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return [];
  return document
    .getText()
    .split(/\r?\n/)
    .flatMap((text, i) => {
      const name = nameOf(text);
      return name === undefined ? [] : [{ name, uri: document.uri, line: i + 1 }];
    });
}

/** Their failures are not ours. */
async function symbolsOfServers(query: string): Promise<Symbol[]> {
  const command = "vscode.executeWorkspaceSymbolProvider";
  const found = await vscode.commands
    .executeCommand<vscode.SymbolInformation[] | undefined>(command, query)
    .then(
      (symbols) => symbols ?? [],
      () => [],
    );
  return found.map(({ name, location: { uri, range } }) => ({
    ...{ name, uri, line: range.start.line + 1 },
  }));
}

/** 0 when `text` does not hold the letters of `query` in their order; more when they stand together, early, in the name. */
export function likeness(query: string, text: string): number {
  const wanted = query.toLowerCase();
  const whole = text.toLowerCase();
  const name = whole.slice(whole.lastIndexOf("/") + 1);
  if (name.startsWith(wanted)) return 4 + wanted.length / name.length;
  if (name.includes(wanted)) return 3 + wanted.length / name.length;
  if (whole.includes(wanted)) return 2;
  let at = -1;
  for (const letter of wanted) {
    at = whole.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 1;
}

function openFiles(): File[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = tabs.flatMap(({ input }) =>
    input instanceof vscode.TabInputText ? [input.uri] : [],
  );
  const active = vscode.window.activeTextEditor?.document.uri;
  const all = active ? [active, ...uris] : uris;
  return [...new Map(all.map((uri) => [uri.toString(), toFile(uri)])).values()];
}

const toFile = (uri: vscode.Uri): File => ({ uri, path: vscode.workspace.asRelativePath(uri) });

/** A file that is to go along whole. */
export function toSuggestion(uri: vscode.Uri): Suggestion {
  const { path } = toFile(uri);
  return {
    kind: "file",
    label: path.slice(path.lastIndexOf("/") + 1),
    detail: path.slice(0, Math.max(0, path.lastIndexOf("/"))),
    uri: uri.toString(),
  };
}
