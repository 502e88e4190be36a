import { existsSync } from "node:fs";
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { dataFolder } from "../../platform/folders.ts";
import { readManifest } from "./manifest.ts";

/**
 * Makes a data folder for one run in `parent`: conversations and indexes are private, and the developer's models are
 * seen through a link, so that nothing is fetched twice. `models: "none"` gives a machine without any model.
 */
export async function privateData(
  parent: string,
  models: "installed" | "none" = "installed",
): Promise<string> {
  const home = join(parent, "hearth-data");
  await mkdir(home, { recursive: true });
  if (models === "installed") {
    const real = join(dataFolder(), "models");
    await mkdir(real, { recursive: true });
    await symlink(real, join(home, "models"));
  } else await mkdir(join(home, "models"), { recursive: true });
  return home;
}

/** A fresh copy of the sample project that may be changed. Resolves to its folder. */
export async function copySample(parent: string): Promise<string> {
  const to = join(parent, "lending-library");
  await rm(to, { recursive: true, force: true });
  await cp("test/workspace", to, { recursive: true });
  return to;
}

/** Lays an extension into an extensions folder as a link: a rebuild and a reload show its new code. */
export async function linkExtension(folder: string, extensionsDir: string): Promise<void> {
  const { id, version } = await readManifest(folder);
  await mkdir(extensionsDir, { recursive: true });
  const link = join(extensionsDir, `${id}-${version}`);
  await rm(link, { force: true });
  await symlink(resolve(folder), link);
}

/** A window without distractions. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "git.enabled": false,
  "extensions.ignoreRecommendations": true,
  "window.commandCenter": false,
  "chat.commandCenter.enabled": false,
};

/** Writes the user's settings; with `keep` only when there are none yet. */
export async function writeSettings(
  userDataDir: string,
  settings: Readonly<Record<string, unknown>> = {},
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<void> {
  const file = join(userDataDir, "User", "settings.json");
  if (keep && existsSync(file)) return;
  await mkdir(join(userDataDir, "User"), { recursive: true });
  await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}

/** Writes the settings of the machine that the server of the window runs on. */
export async function writeMachineSettings(
  userDataDir: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await mkdir(join(userDataDir, "Machine"), { recursive: true });
  await writeFile(join(userDataDir, "Machine", "settings.json"), JSON.stringify(settings));
}
