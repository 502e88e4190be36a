import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { countOf, none, type Count } from "./count.ts";

export interface NodeTestOptions {
  readonly level: string;
  /** Bundles to run, one process each. */
  readonly files: readonly string[];
  /** How many at the same time. */
  readonly concurrency: number;
  /** Milliseconds for all of them. */
  readonly limit: number;
  /** The Node to run them with; also first on their PATH. */
  readonly node?: string;
}

/** Runs test files with Node's test runner; prints its report and counts it. */
export async function runNodeTests(options: NodeTestOptions): Promise<Count> {
  const { level, files, concurrency, limit, node = process.execPath } = options;
  if (!files.length) return none;
  const report = pathOf(level);
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  const child = spawn(
    node,
    [
      "--enable-source-maps",
      "--test",
      `--test-concurrency=${concurrency}`,
      ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
      ...["--test-reporter=tap", `--test-reporter-destination=${report}`],
      ...files,
    ],
    {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, PATH: [dirname(node), process.env["PATH"]].join(delimiter) },
      detached: true,
    },
  );
  const { code, late } = await endOf(child, limit);
  if (late) console.error(`The ${level} tests were stopped after ${limit / 60_000} minutes.`);
  const count = countOf(await reportOf(level));
  if (count && (code === 0 || count.failed)) return count;
  return { ...(count ?? none), failed: 1 };
}

const pathOf = (level: string): string => join("dist/test", `${level}.tap`);

/** Node's TAP report of the level's last run; "" when there is none. */
export const reportOf = (level: string): Promise<string> =>
  readFile(pathOf(level), "utf8").catch(() => "");

async function endOf(
  child: ReturnType<typeof spawn>,
  limit: number,
): Promise<{ readonly code: number | null; readonly late: boolean }> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    endGroup(child.pid);
  }, limit);
  // a group of its own does not hear Ctrl-C
  const interrupt = (): void => {
    endGroup(child.pid);
    process.exit(130);
  };
  process.once("SIGINT", interrupt);
  const code = await new Promise<number | null>((done) => child.once("close", done));
  clearTimeout(timer);
  process.off("SIGINT", interrupt);
  return { code, late };
}

/** Ends the runner and the test processes that it started. */
function endGroup(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, "SIGKILL");
}
