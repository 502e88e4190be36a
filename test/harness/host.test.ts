import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { installHost } from "../../src/dev/host/install.ts";
import { withLock } from "../../src/dev/host/lock.ts";
import { startRun } from "../../src/dev/host/run.ts";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";

/** An extension that tries what the desktop forbids. */
const source = `
const vscode = require("vscode");
exports.activate = (context) => {
  vscode.window.createOutputChannel("Probe", { log: true }).info("the log works");
  const page = { resolveWebviewView(view) {
    view.webview.options = { enableScripts: true };
    view.webview.html = '<body><button>Play</button><script>' +
      'const context = new AudioContext(); const show = () => document.body.dataset.state = context.state; show();' +
      'document.querySelector("button").onclick = () => context.resume().then(show);' +
      '</script></body>';
  } };
  context.subscriptions.push(
    vscode.window.registerWebviewViewProvider("probe.page", page),
    vscode.commands.registerCommand("probe.proposed", () => {
      try { vscode.window.registerQuickDiffProvider("x", {}, "y"); return "allowed"; }
      catch (error) { return String(error.message); }
    }),
  );
};`;
const manifest = {
  name: "probe",
  publisher: "test",
  version: "0.0.1",
  engines: { vscode: "^1.125.0" },
  main: "./main.js",
  contributes: {
    commands: [{ command: "probe.proposed", title: "Try Proposed API", category: "Probe" }],
    viewsContainers: { activitybar: [{ id: "probe", title: "Probe", icon: "icon.svg" }] },
    views: { probe: [{ type: "webview", id: "probe.page", name: "Page" }] },
  },
};

let folder: string;
let workbench: Workbench;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hearth-probe-"));
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "main.js"), source);
  await writeFile(join(folder, "icon.svg"), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  workbench = await openWorkbench({ extension: folder });
});
after(async () => {
  await workbench?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("sound needs a click in the page, as on the desktop", async () => {
  await workbench.exec("probe.page.focus");
  const page = await workbench.webview("probe.page");
  assert.equal(await page.locator("body").getAttribute("data-state"), "suspended");
  await page.getByRole("button", { name: "Play" }).click();
  await page.locator("body[data-state=running]").waitFor();
});

test("output channels reach the log files", async () => {
  const logs = await workbench.logs(/Probe\.log$/);
  assert.match([...logs.values()].join(), /the log works/);
});

test("proposed API that the manifest does not declare is refused, as on the desktop", async () => {
  assert.match(String(await workbench.exec("probe.proposed")), /CANNOT use API proposal/);
});

test("a killed extension host comes back", async () => {
  const pid = workbench.extensionHostPid();
  await workbench.killExtensionHost();
  assert.notEqual(workbench.extensionHostPid(), pid);
  await workbench.runCommand("probe.proposed");
});

test("the end of a run ends its processes, also those that ignore the polite signal, and no other", async () => {
  const run = await startRun(await installHost(() => {}));
  const stubborn = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const start = (env: NodeJS.ProcessEnv): ReturnType<typeof spawn> =>
    spawn(process.execPath, ["-e", stubborn], { env, stdio: "ignore" });
  const own = start({ ...process.env, ...run.mark });
  const other = start(process.env);
  try {
    await sleep(300);
    await run.end();
    await until(() => own.exitCode !== null || own.signalCode !== null, {
      what: "the marked process to end",
    });
    assert.equal(other.exitCode ?? other.signalCode, null);
    assert.equal(existsSync(run.tmp), false);
  } finally {
    other.kill("SIGKILL");
  }
});

test("one process at a time holds a lock, and a dead holder's lock is taken over", async () => {
  const path = join(folder, "lock");
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(50);
    inside--;
  };
  await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
  assert.equal(most, 1);
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((done) => dead.once("close", done));
  await writeFile(path, String(dead.pid));
  await withLock(path, work);
  assert.equal(existsSync(path), false);
});
