import * as vscode from "vscode";

/** As much as is needed of what the built-in git extension gives others. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { readonly repositories: readonly Repository[] };
}
interface Repository {
  readonly state: {
    readonly [K in (typeof kinds)[number]]?: readonly { readonly uri: vscode.Uri }[];
  };
}

const kinds = ["workingTreeChanges", "indexChanges", "untrackedChanges", "mergeChanges"] as const;

/** Absolute paths of the files that differ from the last commit; undefined where nobody can tell: without git, or outside a repository. */
export async function changedFiles(): Promise<readonly string[] | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  if (!extension) return undefined;
  const git = await extension.activate().then(undefined, () => undefined);
  if (!git?.enabled) return undefined;
  const { repositories } = git.getAPI(1);
  if (!repositories.length) return undefined;
  const changes = repositories.flatMap(({ state }) => kinds.flatMap((kind) => state[kind] ?? []));
  return [...new Set(changes.map(({ uri }) => uri.fsPath))];
}
