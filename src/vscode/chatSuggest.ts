import * as vscode from "vscode";
import type { Suggestion } from "../chat/protocol.ts";

const most = 20_000;
const old = 10_000;
let known: { readonly at: number; readonly files: Thenable<vscode.Uri[]> } | undefined;

/** Files of the workspace whose path holds the letters of `query` in this order, the best first; without a query those that are open. */
export async function filesLike(query: string): Promise<Suggestion[]> {
  const open = openFiles();
  if (!query) return open.map(toFile);
  const rest = await allFiles();
  const seen = new Set(open.map(String));
  return [...open, ...rest.filter((uri) => !seen.has(uri.toString()))]
    .map((uri, i) => ({ uri, score: likeness(query, vscode.workspace.asRelativePath(uri)), i }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .slice(0, 10)
    .map(({ uri }) => toFile(uri));
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

function openFiles(): vscode.Uri[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = tabs.flatMap(({ input }) =>
    input instanceof vscode.TabInputText ? [input.uri] : [],
  );
  const active = vscode.window.activeTextEditor?.document.uri;
  const all = active ? [active, ...uris] : uris;
  return [...new Map(all.map((uri) => [uri.toString(), uri])).values()];
}

function allFiles(): Thenable<vscode.Uri[]> {
  const now = Date.now();
  if (!known || now - known.at > old) {
    const others = "**/{node_modules,.git,dist,out,target,build,.venv,__pycache__}/**";
    known = { at: now, files: vscode.workspace.findFiles("**/*", others, most) };
  }
  return known.files;
}

function toFile(uri: vscode.Uri): Suggestion {
  const path = vscode.workspace.asRelativePath(uri);
  return {
    kind: "file",
    label: path.slice(path.lastIndexOf("/") + 1),
    detail: path,
    uri: uri.toString(),
  };
}
