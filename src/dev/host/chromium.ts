import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shell } from "./shell.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a browser that can show the workbench: `CHROMIUM_PATH`, or the first one on PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env["CHROMIUM_PATH"]) return env["CHROMIUM_PATH"];
  return names.map(onPath).find((path) => path !== undefined);
}

/** Full path of a program on PATH. */
export function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

/** Finds a browser or installs Debian's. @throws {Error} that says what to install when that cannot be done here. */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;
  const root = process.getuid?.() === 0;
  if (!onPath("apt-get") || (!root && !onPath("sudo")))
    throw new Error("No Chromium here. Install it, or name one in CHROMIUM_PATH, and try again.");
  say("installing Chromium (apt-get)");
  const apt = async (...args: string[]): Promise<void> => {
    const command = root ? ["apt-get", ...args] : ["sudo", "apt-get", ...args];
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await shell(command[0] as string, command.slice(1), { env });
  };
  await apt("update", "-qq");
  await apt("install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation");
  const installed = findChromium();
  if (!installed) throw new Error("apt-get installed Chromium, but it is not on PATH.");
  return installed;
}
