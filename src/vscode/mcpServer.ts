import * as vscode from "vscode";
import { fileFolders } from "./folders.ts";
import { onSetting } from "./settings.ts";

/** How the search is started as an MCP server for this window. */
export interface McpServerParts {
  /** Absolute path of the command line's bundle. */
  readonly cli: string;
  readonly version: string;
  /** Options of `hearth mcp`, so that it searches the way the window does. */
  readonly options: () => readonly string[];
  /** What its process needs to know of the settings. */
  readonly env: () => Readonly<Record<string, string>>;
}

/** Offers the search as an MCP server: to agents that take tools from such servers only. Nothing while no folder is open. */
export function offerMcpServer(parts: McpServerParts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const change = (): void => changed.fire();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(change),
    onSetting(
      [
        "hearth.search.model",
        "hearth.search.exclude",
        "hearth.search.maxFileSizeKb",
        "hearth.models.folder",
        "hearth.offline",
      ],
      change,
    ),
    vscode.lm.registerMcpServerDefinitionProvider("hearth.mcp", {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => toServers(parts),
    }),
  );
}

function toServers({ cli, version, options, env }: McpServerParts): vscode.McpServerDefinition[] {
  const folders = fileFolders();
  if (!folders.length) return [];
  const args = [cli, "mcp", ...options(), "--", ...folders];
  const runAsNode = { ...env(), ELECTRON_RUN_AS_NODE: "1" };
  const label = vscode.l10n.t("Hearth Search");
  return [new vscode.McpStdioServerDefinition(label, process.execPath, args, runAsNode, version)];
}
