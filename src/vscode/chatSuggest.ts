import * as vscode from "vscode";
import type { Suggestion } from "../chat/protocol.ts";

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
  if (!query) return open.map(toSuggestion);
  const seen = new Set(open.map(({ path }) => path));
  const rest = (await list()).filter(({ path }) => !seen.has(path));
  return [...open, ...rest]
    .map((file) => ({ file, score: likeness(query, file.path) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ file }) => toSuggestion(file));
}

/** Symbols with this name, as far as language servers know them. Their failures are not ours. */
export async function symbolsLike(query: string): Promise<Suggestion[]> {
  const found = await vscode.commands
    .executeCommand<vscode.SymbolInformation[] | undefined>(
      "vscode.executeWorkspaceSymbolProvider",
      query,
    )
    .then(
      (symbols) => symbols ?? [],
      () => [],
    );
  return found
    .map((symbol) => ({ symbol, score: likeness(query, symbol.name) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, 10)
    .map(({ symbol: { name, location } }) => {
      const line = location.range.start.line + 1;
      return {
        kind: "symbol",
        label: name,
        detail: `${vscode.workspace.asRelativePath(location.uri)}:${line}`,
        uri: location.uri.toString(),
        line,
      };
    });
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

const toSuggestion = ({ uri, path }: File): Suggestion => ({
  kind: "file",
  label: path.slice(path.lastIndexOf("/") + 1),
  detail: path,
  uri: uri.toString(),
});
