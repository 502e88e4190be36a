import { parseArgs } from "node:util";
import { toWords } from "../platform/diskTrouble.ts";
import { bundle } from "./bundle.ts";
import { installHost } from "./host/install.ts";
import { add, none, type Count } from "./testing/count.ts";
import { levels, type Level, type Need } from "./testing/levels.ts";
import { ensureWeights } from "./weights.ts";

interface Result {
  readonly name: string;
  readonly count: Count;
  readonly seconds: number;
}

function printHelp(): void {
  console.log("npm test                     everything, set-up included");
  console.log("npm test -- unit process     some levels");
  console.log("npm test -- unit --only walk the test files with this in their path\n");
  for (const { name, about } of levels) console.log(`  ${name.padEnd(9)} ${about}`);
}

function chosen(names: readonly string[]): readonly Level[] {
  const unknown = names.filter((name) => !levels.some((level) => level.name === name));
  if (unknown.length) {
    console.error(
      `There is no level "${unknown.join('", "')}". \`npm test -- --help\` lists them.`,
    );
    process.exit(1);
  }
  return names.length ? levels.filter(({ name }) => names.includes(name)) : levels;
}

async function testAll(chosenLevels: readonly Level[], only: string): Promise<void> {
  const results: Result[] = [];
  const ready = new Map<Need, Promise<unknown>>();
  const provide = (need: Need): Promise<unknown> => {
    const known = ready.get(need) ?? setUp[need]();
    ready.set(need, known);
    return known;
  };
  for (const level of chosenLevels) results.push(await runLevel(level, only, provide));
  printSummary(results);
}

const setUp: Record<Need, () => Promise<unknown>> = {
  build: () => bundle(),
  weights: () => ensureWeights(),
  host: () => installHost(),
};

async function runLevel(
  { name, needs, run }: Level,
  only: string,
  provide: (need: Need) => Promise<unknown>,
): Promise<Result> {
  console.log(`\n── ${name} ${"─".repeat(70 - name.length)}`);
  const started = Date.now();
  let count: Count;
  try {
    for (const need of needs) await provide(need);
    count = await run(only);
  } catch (error) {
    // one level that cannot start must not hide what the others find
    console.error(`The ${name} tests could not run: ${toWords(error)}`);
    count = { ...none, failed: 1 };
  }
  return { name, count, seconds: (Date.now() - started) / 1000 };
}

function printSummary(results: readonly Result[]): void {
  console.log(`\n── summary ${"─".repeat(63)}`);
  for (const { name, count, seconds } of results)
    console.log(
      `${name.padEnd(9)} ${inWords(count).padEnd(40)} ${seconds.toFixed(1).padStart(7)} s`,
    );
  const total = results.map(({ count }) => count).reduce(add, none);
  console.log(`\n${inWords(total)}`);
  if (!total.passed && !total.failed) console.error("No test has that in its path.");
  // sockets of a browser that is gone may still be open; nothing is left to do
  process.exit(total.failed || !total.passed ? 1 : 0);
}

const inWords = ({ passed, failed, skipped }: Count): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean" }, only: { type: "string", default: "" } },
});
if (values.help) printHelp();
else await testAll(chosen(positionals), values.only);
