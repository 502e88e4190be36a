import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where Hearth keeps models, conversations and indexes: one place for every editor window and the command line,
 * so that a model is fetched once. `HEARTH_HOME` moves it.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env["HEARTH_HOME"]) return env["HEARTH_HOME"];
  if (process.platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "Hearth");
  if (process.platform === "darwin")
    return join(homedir(), "Library", "Application Support", "Hearth");
  return join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "hearth");
}
