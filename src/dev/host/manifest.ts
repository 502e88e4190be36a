import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../../platform/files.ts";

/** The parts of an extension's package.json that the driver needs, texts translated to English. */
export interface ExtensionManifest {
  readonly id: string;
  readonly version: string;
  /** Command id → its row in the palette: "Category: Title". */
  readonly commands: ReadonlyMap<string, string>;
  /** View id → its title. */
  readonly views: ReadonlyMap<string, string>;
}

interface RawManifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
  readonly contributes?: {
    readonly commands?: readonly { command: string; title: string; category?: string }[];
    readonly views?: Record<string, readonly { id: string; name: string }[]>;
  };
}

/** Reads package.json of the extension in `folder`, and package.nls.json beside it. */
export async function readManifest(folder: string): Promise<ExtensionManifest> {
  const raw = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as RawManifest;
  const texts = ((await readJson(join(folder, "package.nls.json"))) ?? {}) as Record<
    string,
    string
  >;
  const text = (value: string): string =>
    value.replace(/^%(.+)%$/, (all, key: string) => texts[key] ?? all);
  const { commands = [], views = {} } = raw.contributes ?? {};
  return {
    id: `${raw.publisher}.${raw.name}`,
    version: raw.version,
    commands: new Map(
      commands.map(({ command, title, category }) => [
        command,
        category ? `${text(category)}: ${text(title)}` : text(title),
      ]),
    ),
    views: new Map(
      Object.values(views)
        .flat()
        .map(({ id, name }) => [id, text(name)]),
    ),
  };
}
