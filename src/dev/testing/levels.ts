import { installHost } from "../host/install.ts";
import { bundleTests, testFiles } from "./bundles.ts";
import { runChecks } from "./checks.ts";
import { add, none, type Count } from "./count.ts";
import { runEditorTests } from "./editorTests.ts";
import { runNodeTests } from "./nodeTests.ts";

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

async function nodeLevel(
  level: string,
  only: string,
  {
    concurrency = 1,
    limit,
    newNode = false,
  }: { concurrency?: number; limit: number; newNode?: boolean },
): Promise<Count> {
  const files = await bundleTests(testFiles(level, only));
  const node = newNode ? { node: (await installHost()).node } : {};
  return runNodeTests({ level, files, concurrency, limit, ...node });
}

/**
 * File by file. One that failed runs once more, and says so: real processes and windows may be late on a busy machine
 * for reasons of their own.
 */
async function patientLevel(level: string, only: string, limit: number): Promise<Count> {
  let total = none;
  for (const file of await bundleTests(testFiles(level, only))) {
    const run = (): Promise<Count> => runNodeTests({ level, files: [file], concurrency: 1, limit });
    let count = await run();
    if (count.failed) {
      console.log(`\n${file} failed and runs once more.`);
      count = await run();
    }
    total = add(total, count);
  }
  return total;
}

/** In the order in which they run: what fails quickly comes first. */
export const levels: readonly Level[] = [
  {
    name: "checks",
    about: "types, lint, format, dead code, architecture, manifest",
    needs: [],
    run: async (only) =>
      add(await runChecks(), await nodeLevel("checks", only, { limit: 3 * minutes })),
  },
  {
    name: "unit",
    about: "functions with fakes around them",
    needs: [],
    run: (only) => nodeLevel("unit", only, { concurrency: 2, limit: 10 * minutes }),
  },
  {
    name: "process",
    about: "real child processes with tiny models: crash, kill, abort",
    needs: ["build"],
    run: (only) => patientLevel("process", only, 8 * minutes),
  },
  {
    name: "models",
    about: "the default models: sensible answers, right files, intelligible speech",
    needs: ["build", "weights"],
    run: (only) => patientLevel("models", only, 8 * minutes),
  },
  {
    name: "package",
    about: "the VSIX: what is in it, and that it works",
    needs: ["weights", "host"],
    run: (only) => nodeLevel("package", only, { limit: 10 * minutes, newNode: true }),
  },
  {
    name: "harness",
    about: "the test host itself",
    needs: ["host"],
    run: (only) => nodeLevel("harness", only, { limit: 8 * minutes }),
  },
  {
    name: "editor",
    about: "inside the real extension host",
    needs: ["build", "weights", "host"],
    run: async (only) =>
      runEditorTests(await bundleTests(testFiles("editor", only), "cjs"), await installHost()),
  },
  {
    name: "ui",
    about: "what a person does, in the real window",
    needs: ["build", "weights", "host"],
    run: (only) => patientLevel("ui", only, 8 * minutes),
  },
];
