import { installHost } from "../host/install.ts";
import { bundleTests, testFiles } from "./bundles.ts";
import { runChecks } from "./checks.ts";
import { add, failedIn, none, type Count } from "./count.ts";
import { runEditorTests } from "./editorTests.ts";
import { reportOf, runNodeTests } from "./nodeTests.ts";

/** One kind of tests, and what must be there before they can run. */
export interface Level {
  readonly name: string;
  /** For `--help`. */
  readonly about: string;
  readonly needs: readonly Need[];
  /** @param only runs the files alone whose path has this text in it */
  run(only: string): Promise<Count>;
}

/** "build": dist/. "weights": the default models. "host": the real editor. */
export type Need = "build" | "weights" | "host";

const minutes = 60_000;

/** File by file, each with a second chance. "host": on the editor's Node. */
async function patientLevel(
  level: string,
  only: string,
  { limit, on }: { limit: number; on?: "host" },
): Promise<Count> {
  const node = on && { node: (await installHost()).node };
  let total = none;
  for (const file of await bundleTests(testFiles(level, only)))
    total = add(
      total,
      await twiceAtMost(file, () =>
        runNodeTests({ level, files: [file], concurrency: 1, limit, ...node }),
      ),
    );
  return total;
}

/** Two files at a time; those that failed then get their second chance by themselves. */
async function unitLevel(only: string): Promise<Count> {
  const files = testFiles("unit", only);
  const run = async (some: readonly string[], concurrency: number): Promise<Count> =>
    runNodeTests({
      level: "unit",
      files: await bundleTests(some),
      concurrency,
      limit: 10 * minutes,
    });
  const count = await run(files, 2);
  const failed = failedIn(await reportOf("unit"), files);
  if (!count.failed || !failed.length) return count;
  console.log(`\nFailed, and run once more: ${failed.join(", ")}.`);
  const again = await run(failed, 1);
  return { ...count, passed: count.passed + count.failed - again.failed, failed: again.failed };
}

/** What failed runs once more, and says so: real processes and windows may be late on a busy machine for reasons of their own. */
async function twiceAtMost(what: string, run: () => Promise<Count>): Promise<Count> {
  const count = await run();
  if (!count.failed) return count;
  console.log(`\n${what} failed and runs once more.`);
  return run();
}

/** In the order in which they run: what fails quickly comes first. */
export const levels: readonly Level[] = [
  {
    name: "checks",
    about: "types, lint, format, dead code, architecture, manifest",
    needs: [],
    run: async (only) =>
      add(
        await runChecks(),
        await runNodeTests({
          level: "checks",
          files: await bundleTests(testFiles("checks", only)),
          concurrency: 1,
          limit: 3 * minutes,
        }),
      ),
  },
  {
    name: "unit",
    about: "functions with fakes around them",
    needs: [],
    run: unitLevel,
  },
  {
    name: "process",
    about: "real child processes with tiny models: crash, kill, abort",
    needs: ["build"],
    run: (only) => patientLevel("process", only, { limit: 8 * minutes }),
  },
  {
    name: "models",
    about: "the default models: sensible answers, right files, intelligible speech",
    needs: ["build", "weights"],
    run: (only) => patientLevel("models", only, { limit: 8 * minutes }),
  },
  {
    name: "package",
    about: "the VSIX: what is in it, and that it works",
    needs: ["weights", "host"],
    run: (only) => patientLevel("package", only, { limit: 10 * minutes, on: "host" }),
  },
  {
    name: "harness",
    about: "the test host itself",
    needs: ["host"],
    run: (only) => patientLevel("harness", only, { limit: 8 * minutes }),
  },
  {
    name: "editor",
    about: "inside the real extension host",
    needs: ["build", "weights", "host"],
    run: async (only) => {
      const files = await bundleTests(testFiles("editor", only), "cjs");
      const host = await installHost();
      return twiceAtMost("One of the editor's tests", () => runEditorTests(files, host));
    },
  },
  {
    name: "ui",
    about: "what a person does, in the real window",
    needs: ["build", "weights", "host"],
    run: (only) => patientLevel("ui", only, { limit: 8 * minutes }),
  },
];
