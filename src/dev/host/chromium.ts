import { canInstall, installPackages, onPath } from "./debian.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a browser that can show the workbench: `CHROMIUM_PATH`, or the first one on PATH. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env["CHROMIUM_PATH"]) return env["CHROMIUM_PATH"];
  return names.map(onPath).find((path) => path !== undefined);
}

/** Finds a browser or installs Debian's. @throws {Error} that says what to install when that cannot be done here. */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (!canInstall())
    throw new Error("No Chromium here. Install it, or name one in CHROMIUM_PATH, and try again.");
  say("installing Chromium (apt-get)");
  await installPackages("chromium", "fonts-liberation");
  const installed = findChromium();
  if (!installed) throw new Error("apt-get installed Chromium, but it is not on PATH.");
  return installed;
}
