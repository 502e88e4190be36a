import ignore, { type Ignore } from "ignore";
import { lstat, readFile } from "node:fs/promises";
import { dirname, join, posix, relative, sep } from "node:path";
import { toIgnoreLines } from "./exclude.ts";
import type { Exclusion, LeftOut } from "./leftOut.ts";

/** The rules of .gitignore files and settings for one folder. */
export interface Rules {
  /** Reads the rules of a folder inside, so that they hold below it. */
  enter(at: string): Promise<void>;
  /** What leaves a path out, if something does. Folders end with "/". */
  why(path: string): LeftOut | undefined;
}

/** .gitignore holds at every level, also of the folders above `folder` up to the repository's own; settings come on top. */
export async function rulesFor(folder: string, exclude: readonly Exclusion[]): Promise<Rules> {
  const own = exclusionsOf(exclude);
  const above = await rulesAbove(folder);
  const within = new Map<string, Ignore>();
  const enter = async (at: string): Promise<void> => {
    const rules = await readRules(join(folder, at));
    if (rules) within.set(at, rules);
  };
  await enter("");

  return {
    enter,
    why(path) {
      const excluded = excludedBy(own.test(path), path, exclude);
      if (excluded) return excluded;
      if (isExcepted(own, path)) return undefined;
      // the rules nearest to the file decide; where they say nothing, those above them
      for (let at = parentOf(path); ; at = parentOf(at)) {
        const verdict = within.get(at)?.test(at ? path.slice(at.length + 1) : path);
        if (verdict?.ignored) return ignoredBy(verdict, path);
        if (verdict?.unignored) return undefined;
        if (!at) break;
      }
      for (const { rules, prefix } of above) {
        const verdict = rules.test(`${prefix}/${path}`);
        if (verdict.ignored) return ignoredBy(verdict, path);
        if (verdict.unignored) return undefined;
      }
      return undefined;
    },
  };
}

const parentOf = (path: string): string => {
  const parent = posix.dirname(path);
  return parent === "." ? "" : parent;
};

type Verdict = ReturnType<Ignore["test"]>;

// git compares names exactly where the disk does
const open = (): Ignore => ignore({ ignorecase: process.platform !== "linux" });

/** Each rule carries the number of its exclusion. */
const exclusionsOf = (exclude: readonly Exclusion[]): Ignore =>
  open().add(
    exclude.flatMap((each, i) =>
      toIgnoreLines(each).map((pattern) => ({ pattern, mark: String(i) })),
    ),
  );

function excludedBy(
  { ignored, rule }: Verdict,
  path: string,
  exclude: readonly Exclusion[],
): LeftOut | undefined {
  const by = ignored ? exclude[Number(rule?.mark)] : undefined;
  return by && { why: "excluded", ...by, path };
}

/** A setting brings the path back, or a folder above it: "!dist/" holds for all that .gitignore would leave out below it. */
function isExcepted(own: Ignore, path: string): boolean {
  for (let at = path; at; at = parentOf(at))
    if (own.test(at === path ? at : `${at}/`).unignored) return true;
  return false;
}

/** Each rule carries where it stands: the line and the file. */
function ignoredBy({ rule }: Verdict, path: string): LeftOut {
  const [line = "", ...file] = (rule?.mark ?? "").split(":");
  return {
    why: "ignored",
    file: file.join(":"),
    line: Number(line),
    pattern: rule?.pattern ?? "",
    path,
  };
}

interface Above {
  readonly rules: Ignore;
  /** From the rules' folder to the one that is walked. */
  readonly prefix: string;
}

/** The rules of the folders above, nearest first, when they are of one repository. */
async function rulesAbove(folder: string): Promise<readonly Above[]> {
  const found: Above[] = [];
  for (let at = folder; !(await exists(join(at, ".git")));) {
    const parent = dirname(at);
    if (parent === at) return [];
    const rules = await readRules(parent);
    if (rules) found.push({ rules, prefix: relative(parent, folder).split(sep).join("/") });
    at = parent;
  }
  return found;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function readRules(folder: string): Promise<Ignore | undefined> {
  const rules = await Promise.all(
    [".git/info/exclude", ".gitignore"].map(async (name) => {
      const file = join(folder, name);
      const text = await readFile(file, "utf8").catch(() => "");
      const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
      return lines.map((pattern, line) => ({ pattern, mark: `${line}:${file}` }));
    }),
  );
  const telling = rules.flat().filter(({ pattern }) => pattern.trim());
  return telling.length ? open().add(telling) : undefined;
}
