import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Source {
  /** Relative to the folder, with "/". */
  readonly path: string;
  readonly text: string;
}

const readable = /\.(?:ts|js|md|py|rs|go|java|c|h|cpp|hpp|rb|kt|json)$/;
const left = /(?:^|\/)(?:\.git|node_modules|dist)\//;

/** Code and prose below a folder, by path. */
export const sourcesBelow = (folder: string): Source[] =>
  (readdirSync(folder, { recursive: true }) as string[])
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => readable.test(path) && !left.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
