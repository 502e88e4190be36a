import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A package whose code is shipped. */
export interface Shipped {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
}

/** Names and licences of packages, by their folders. @throws {Error} when one states no licence */
export async function shippedFrom(folder: string): Promise<Shipped> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, "package.json"), "utf8"),
  ) as { name: string; version: string; license?: unknown };
  if (typeof license !== "string") throw new Error(`${name} states no licence.`);
  return { name, version, licence: license };
}

/** The licence texts of packages, each once, in the order of their names: what their licences ask to be passed on. */
export async function noticesOf(folders: readonly string[]): Promise<string> {
  const notices = new Map<string, string>();
  for (const folder of folders) {
    const { name, version, licence } = await shippedFrom(folder);
    notices.set(`${name} ${version}`, `${name} ${version} (${licence})\n\n${await textOf(folder)}`);
  }
  const sorted = [...notices].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text.trim());
  const line = `\n\n${"-".repeat(80)}\n\n`;
  return (
    ["Hearth contains or is shipped with the following packages.", ...sorted].join(line) + "\n"
  );
}

async function textOf(folder: string): Promise<string> {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return texts.join("\n\n");
}
