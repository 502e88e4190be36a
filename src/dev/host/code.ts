// Stands where @vscode/test-electron wants the desktop's `code`: runs one test run in the real extension host, with the
// workbench in a headless Chromium. Prints what the tests print and ends with their result.
// Exit codes: 0 passed, 1 failed, 64 usage, 71 the server died, 72 the page crashed, 73 the extension host went away,
// 124 too slow, 130 interrupted.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { openWindow, startBrowser } from "./browser.ts";
import { linkExtension, privateData, writeSettings } from "./data.ts";
import { follow } from "./follow.ts";
import { installHost } from "./install.ts";
import { startRun, type Run } from "./run.ts";
import { startServer, type Server } from "./server.ts";

interface TestRun {
  readonly extension: string;
  /** More extensions, which are installed: a window in a browser takes one in development. */
  readonly others: readonly string[];
  readonly tests: string;
  readonly userDataDir: string | undefined;
  readonly workspace: string | undefined;
}

function readArguments(): TestRun {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    strict: false,
    allowPositionals: true,
    options: {
      extensionDevelopmentPath: { ...text, multiple: true },
      extensionTestsPath: text,
      "user-data-dir": text,
      "extensions-dir": text,
    },
  });
  const path = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? resolve(value) : undefined;
  };
  const { extensionDevelopmentPath: named } = values;
  const [extension, ...others] = (Array.isArray(named) ? named : []).map((folder) =>
    resolve(String(folder)),
  );
  const tests = path("extensionTestsPath");
  if (!extension || !tests) {
    console.error("Give --extensionDevelopmentPath=FOLDER and --extensionTestsPath=MODULE.");
    process.exit(64);
  }
  return {
    extension,
    others,
    tests,
    userDataDir: path("user-data-dir"),
    workspace: positionals[0],
  };
}

/** Resolves to the exit code. */
async function runTests(run: Run, results: string, asked: TestRun): Promise<number> {
  const userDataDir = asked.userDataDir ?? join(run.tmp, "user");
  await writeSettings(userDataDir, {}, { keep: true });
  const browser = await startBrowser(run);
  const extensionsDir = join(run.tmp, "extensions");
  for (const folder of asked.others) await linkExtension(folder, extensionsDir);
  const server = await startServer(run, {
    userDataDir,
    extensionsDir,
    testDriver: true,
    env: { HEARTH_HOME: await privateData(run.tmp), HEARTH_HOST_RESULTS: results },
  });
  const page = await (await openWindow(browser)).newPage();
  const ended = new Promise<number>((done) => {
    page.once("crash", () => done(72));
    server.process.once("exit", () => done(71));
    void page.exposeFunction("codeAutomationExit", (reported: number) =>
      done(verdict(results, reported)),
    );
    void page.exposeFunction("codeAutomationLog", () => {});
  });
  await openPage(page, server, asked);
  return ended;
}

async function openPage(page: Page, server: Server, asked: TestRun): Promise<void> {
  const uri = (path: string): string =>
    `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`;
  const url = server.url(asked.workspace, [
    ["extensionDevelopmentPath", uri(asked.extension)],
    ["extensionTestsPath", uri(asked.tests)],
    ["skipWelcome", "true"],
  ]);
  await page.goto(url, { waitUntil: "commit" });
}

/** The workbench reports a killed extension host as 0: only the tests' own last word counts. */
function verdict(results: string, reported: number): number {
  if (!existsSync(`${results}.done`)) {
    console.error("The extension host went away before the tests ended.");
    return 73;
  }
  return readFileSync(`${results}.done`, "utf8") === "passed" ? reported : reported || 1;
}

const asked = readArguments();
const run = await startRun(await installHost(() => {}));
const results = process.env["HEARTH_HOST_RESULTS"] ?? join(run.tmp, "results");
const output = follow(`${results}.txt`, process.stdout);
const limit = Number(process.env["HEARTH_HOST_LIMIT"] ?? 600_000);
const code = await Promise.race([
  runTests(run, results, asked),
  new Promise<number>((done) => setTimeout(done, limit, 124)),
  ...(["SIGINT", "SIGTERM", "SIGHUP"] as const).map(
    (signal) => new Promise<number>((done) => process.once(signal, () => done(130))),
  ),
]);
output.end();
await run.end();
process.exit(code);
