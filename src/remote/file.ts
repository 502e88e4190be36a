import { readFileSync } from "node:fs";
import { hasCode } from "../platform/files.ts";
import { toRemotes } from "./remotes.ts";

/** Reads a file that holds the same list as the setting `hearth.remotes`. No file: no remotes, and no problem. */
export function readRemotes(path: string): ReturnType<typeof toRemotes> {
  const wrong = (what: string): ReturnType<typeof toRemotes> => ({
    remotes: [],
    problems: [`${path} ${what}.`],
  });
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return { remotes: [], problems: [] };
    return wrong(error instanceof SyntaxError ? "is not JSON" : "cannot be read");
  }
  if (!Array.isArray(found)) return wrong("holds no list");
  const { remotes, problems } = toRemotes(found);
  return { remotes, problems: problems.map((problem) => problem.replace("hearth.remotes", path)) };
}
