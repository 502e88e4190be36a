// What the extension host runs in an editor test: every test file named in HEARTH_HOST_TESTS, in this very process.
// Results go to files, because the workbench mixes the console with its own log and takes a killed extension host
// for a success.
import { createWriteStream, writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { finished } from "node:stream/promises";
import { run as runTests } from "node:test";
import { spec, tap } from "node:test/reporters";

type Events = ReturnType<typeof runTests>;

/** Called by VS Code. @throws {Error} when a test failed */
export async function run(): Promise<void> {
  const results = process.env["HEARTH_HOST_RESULTS"];
  const files = JSON.parse(process.env["HEARTH_HOST_TESTS"] ?? "[]") as string[];
  if (!results) throw new Error("HEARTH_HOST_RESULTS names no file.");
  const before = process.listeners("beforeExit");
  const events = runTests({ files, isolation: "none" });
  let failed = 0;
  events.on("test:fail", () => failed++);
  whenIdle(events, () => {
    // Node's runner ends when its process has nothing left to do. An extension host always has, so its listener is told.
    for (const listener of process.listeners("beforeExit"))
      if (!before.includes(listener)) listener(0);
  });
  const copy = new PassThrough({ objectMode: true });
  const shown = events.compose(new spec()).pipe(createWriteStream(`${results}.txt`));
  const counted = copy.compose(tap).pipe(createWriteStream(`${results}.tap`));
  events.pipe(copy);
  await Promise.all([finished(shown), finished(counted)]);
  writeFileSync(`${results}.done`, failed ? "failed" : "passed");
  if (failed) throw new Error(`${failed} tests failed.`);
}

/** Calls `then` once, when tests have run and for a second none was started or open. */
function whenIdle(events: Events, then: () => void): void {
  let open = 0;
  let timer: NodeJS.Timeout | undefined;
  events.on("test:enqueue", () => {
    open++;
    clearTimeout(timer);
  });
  events.on("test:complete", () => {
    open--;
    if (open === 0) timer = setTimeout(then, 1000);
  });
}
