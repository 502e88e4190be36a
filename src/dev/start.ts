import { Command } from "commander";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { toFolder } from "../cli/files.ts";
import { toPort } from "../cli/options.ts";
import { dataFolder } from "../platform/folders.ts";
import { toWords } from "../platform/diskTrouble.ts";
import { bundle } from "./bundle.ts";
import { firstSteps, writeFirstSteps } from "./firstSteps.ts";
import { onPath } from "./host/debian.ts";
import { copySample, linkExtension, writeSettings } from "./host/data.ts";
import { installHost } from "./host/install.ts";
import { hostFolder, hostRunsHere } from "./host/recipe.ts";
import { startRun, type Run } from "./host/run.ts";
import { startServer, type Server } from "./host/server.ts";
import { ensureWeights } from "./weights.ts";

interface StartOptions {
  /** Opens the browser or the desktop's window. */
  readonly open: boolean;
  readonly port?: number;
  /** Takes the browser although a desktop VS Code is there. */
  readonly browser: boolean;
  /** Fetches the default models. */
  readonly weights: boolean;
}

const usualPort = 4747;

/** The window of a person, not of a test: sources are under version control, and a project greets with its README. */
const startSettings = {
  "git.enabled": true,
  "telemetry.telemetryLevel": "off",
  "window.commandCenter": true,
  "workbench.startupEditor": "readme",
};

async function start(folder: string | undefined, options: StartOptions): Promise<void> {
  const started = Date.now();
  // before anything that takes long
  const named = folder && toFolder(folder);
  if (options.port && !(await isFree(options.port)))
    throw new Error(`Port ${options.port} is taken. Leave --port out to take one that is free.`);
  await bundle();
  if (options.weights) await ensureWeights();
  const workspace = named || (await openSample());
  const code = options.browser ? undefined : onPath("code");
  if (code) return openDesktop(code, workspace, started);
  if (!hostRunsHere())
    throw new Error(
      "No `code` on PATH. In VS Code run “Shell Command: Install 'code' command in PATH”, then try again.",
    );
  await openInBrowser(workspace, options, started);
}

async function openSample(): Promise<string> {
  const folder = await copySample(dirname(hostFolder()));
  await writeFirstSteps(folder);
  return folder;
}

async function openDesktop(code: string, workspace: string, started: number): Promise<void> {
  const args = [`--extensionDevelopmentPath=${resolve(".")}`, "--disable-workspace-trust"];
  const child = spawn(code, [...args, "--new-window", "--wait", workspace], { stdio: "inherit" });
  console.log(`\nVS Code opens with Hearth on ${workspace} (${secondsSince(started)}).`);
  await new Promise<void>((done, fail) => {
    child.once("error", fail);
    child.once("close", () => done());
  });
}

async function openInBrowser(
  workspace: string,
  options: StartOptions,
  started: number,
): Promise<void> {
  const run = await startRun(await installHost());
  const stopped = new Promise<string>((done) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, done);
  });
  try {
    const server = await serve(run, options.port);
    const url = server.url(workspace);
    console.log(`\nVS Code with Hearth is ready on ${workspace} (${secondsSince(started)}).`);
    console.log(`\n  ${url}\n${firstSteps}\n\nCtrl-C ends it.`);
    if (options.open && (process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"])) openUrl(url);
    const died = new Promise<string>((done) => server.process.once("exit", () => done("died")));
    if ((await Promise.race([stopped, died])) === "died")
      throw new Error(`The editor's server ended by itself.\n${server.output().slice(-2000)}`);
  } finally {
    await run.end();
  }
}

/** Serves the workbench; settings are kept for the next start, at the usual port also the window's own state. */
async function serve(run: Run, wish?: number): Promise<Server> {
  const userDataDir = join(dirname(hostFolder()), "user");
  const extensionsDir = join(run.tmp, "extensions");
  await writeSettings(userDataDir, startSettings, { keep: true });
  await linkExtension(".", extensionsDir);
  const env = { HEARTH_HOME: dataFolder(), HOME: process.env["HOME"] };
  const port = wish ?? ((await isFree(usualPort)) ? usualPort : 0);
  return startServer(run, { userDataDir, extensionsDir, env, port, builtin: "all" });
}

/** False while another window is open there. */
function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => done(true)));
  });
}

function openUrl(url: string): void {
  const opener = onPath("xdg-open");
  if (opener) spawn(opener, [url], { stdio: "ignore", detached: true }).unref();
}

const secondsSince = (time: number): string => `${((Date.now() - time) / 1000).toFixed(1)} s`;

const program = new Command("npm start --")
  .description("Opens VS Code with Hearth: the desktop's, or the real workbench in your browser.")
  .argument("[folder]", "what to open; default: a fresh copy of the sample project")
  .option("--no-open", "print the address, open no browser")
  .option(
    "--port <number>",
    `port of the workbench (default: ${usualPort}, or any free one)`,
    toPort,
  )
  .option("--browser", "use the browser although `code` is on PATH", false)
  .option("--no-weights", "do not fetch the default models first")
  .action(start);
try {
  await program.parseAsync();
  process.exit();
} catch (error) {
  console.error(toWords(error));
  process.exit(1);
}
