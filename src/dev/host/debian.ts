import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { shell } from "./shell.ts";

/** Full path of a program on PATH. */
export function onPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

/** Whether packages of Debian can be installed here without asking anybody. */
export const canInstall = (): boolean =>
  onPath("apt-get") !== undefined && (isRoot() || onPath("sudo") !== undefined);

/** @throws {Error} with apt's last words */
export async function installPackages(...packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const [command, ...before] = isRoot() ? ["apt-get"] : ["sudo", "apt-get"];
  const apt = (...args: readonly string[]): Promise<string> =>
    shell(command, [...before, ...args], { env });
  await apt("update", "-qq");
  await apt("install", "-y", "-qq", "--no-install-recommends", ...packages);
}

const isRoot = (): boolean => process.getuid?.() === 0;
