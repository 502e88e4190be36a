import { mkdir, readFile, readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { BrowserContext, Frame, Locator, Page } from "playwright-core";
import { openBridge, writeBridgeExtension, type Bridge, type InHost } from "./bridge.ts";
import { openWindow, startBrowser } from "./browser.ts";
import { startBus } from "./bus.ts";
import {
  copySample,
  linkExtension,
  privateData,
  writeMachineSettings,
  writeSettings,
} from "./data.ts";
import { openFile, selectText } from "./drive/files.ts";
import { type MediaKeys, mediaKeysOn } from "./drive/mediaKeys.ts";
import * as messages from "./drive/messages.ts";
import { quickPickOf, runFromPalette, type QuickPick } from "./drive/palette.ts";
import { readActivationTimes, type ActivationTime } from "./drive/startup.ts";
import { webviewFrame } from "./drive/webview.ts";
import { installHost } from "./install.ts";
import { readManifest, type ExtensionManifest } from "./manifest.ts";
import { startRun, type Run } from "./run.ts";
import { startServer, type Server } from "./server.ts";
import { until } from "./wait.ts";

export interface WorkbenchOptions {
  /** Folder of the built extension; default the repository. "none" starts without it. */
  readonly extension?: string;
  /** A folder, or "sample": a fresh copy of the sample project. Default: an empty folder. */
  readonly workspace?: string;
  /** The user's. The theme is the dark one where they name none. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Those of scope "machine": a window on a server does not read them from the user's. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Built-in extensions besides the few that every window has, such as "git". */
  readonly builtin?: readonly string[];
  /** For the server and the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** "none": a machine without any model. */
  readonly models?: "installed" | "none";
  readonly size?: { readonly width: number; readonly height: number };
  /** With a system around the window whose media keys can be pressed. */
  readonly mediaKeys?: boolean;
  /** Hears the page's console. */
  readonly onConsole?: (line: string) => void;
}

/** A real VS Code window with the extension in it, and what a person can do there. */
export interface Workbench {
  readonly page: Page;
  /** The folder that is open in the window. */
  readonly workspace: string;
  /** The run's data folder (HEARTH_HOME). */
  readonly data: string;
  readonly inHost: InHost;
  /** `vscode.commands.executeCommand`, for preparing; what a person does goes through `runCommand`. */
  exec(command: string, ...args: unknown[]): Promise<unknown>;
  /** Through the command palette, by id or by its whole title. */
  runCommand(idOrTitle: string): Promise<void>;
  readonly quickPick: QuickPick;
  /** The page of a webview view. */
  webview(viewId: string, timeout?: number): Promise<Frame>;
  /** For a window that was opened with them. */
  readonly mediaKeys: MediaKeys;
  openFile(file: string): Promise<void>;
  selectText(text: string): Promise<void>;
  notifications(): Promise<readonly messages.Notification[]>;
  notification(text: string | RegExp, options?: MessageOptions): Promise<Locator>;
  dialog(options?: MessageOptions): Promise<string>;
  screenshot(file: string): Promise<void>;
  /** Like "Developer: Reload Window": a new page and a new extension host. */
  reload(): Promise<void>;
  extensionHostPid(): number | undefined;
  /** SIGKILLs the extension host and waits for its successor. */
  killExtensionHost(): Promise<void>;
  activationTimes(): Promise<ReadonlyMap<string, ActivationTime>>;
  /** Text of the log files, output channels among them, by path below the logs folders. */
  logs(match?: RegExp): Promise<ReadonlyMap<string, string>>;
  stop(): Promise<void>;
}

interface MessageOptions {
  readonly click?: string;
  readonly timeout?: number;
}

/** So that pictures of different runs can be compared: the editor itself would go by the system. */
const darkTheme = { "workbench.colorTheme": "Default Dark Modern" };

/** Starts a window; 5 to 10 s. Everything that belongs to it is gone after `stop`, or when this process dies. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const run = await startRun(await installHost(() => {}));
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close();
    await run.end();
  };
  try {
    const extension = options.extension ?? ".";
    const workspace =
      options.workspace === "sample"
        ? await copySample(run.tmp)
        : resolve(options.workspace ?? join(run.tmp, "empty"));
    const data = await privateData(run.tmp, options.models);
    const bridge = await openBridge(join(run.tmp, "bridge.sock"));
    closing.push(bridge.close);
    const bus = options.mediaKeys ? await startBus(run) : undefined;
    const opening = startBrowser(run, bus);
    opening.catch(() => {}); // reported where it is awaited
    const server = await startWindowServer({ run, extension, data, options });
    const browser = await opening;
    closing.push(() => Promise.race([browser.close(), new Promise((r) => setTimeout(r, 3000))]));
    const context = await openWindow(browser, options.size);
    const page = await openPage(context, server.url(workspace), options.onConsole);
    await ready({ page, bridge, server });
    const manifest = extension === "none" ? noManifest : await readManifest(extension);
    const window = drive({ page, bridge, server, manifest, run, workspace });
    return { ...window, mediaKeys: mediaKeysOn(bus), data, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const noManifest: ExtensionManifest = {
  id: "",
  version: "",
  commands: new Map(),
  views: new Map(),
};

interface WindowParts {
  readonly run: Run;
  readonly extension: string;
  readonly data: string;
  readonly options: WorkbenchOptions;
}

async function startWindowServer({ run, extension, data, options }: WindowParts): Promise<Server> {
  const userDataDir = join(run.tmp, "user");
  const extensionsDir = join(run.tmp, "extensions");
  await writeSettings(userDataDir, { ...darkTheme, ...options.settings });
  await writeMachineSettings(userDataDir, options.machineSettings);
  await writeBridgeExtension(join(run.tmp, "builtin", "hearth-host-bridge"));
  if (extension !== "none") await linkExtension(extension, extensionsDir);
  const env = {
    HEARTH_HOME: data,
    HEARTH_HOST_BRIDGE: join(run.tmp, "bridge.sock"),
    ...options.env,
  };
  const { builtin } = options;
  return startServer(run, { userDataDir, extensionsDir, env, ...(builtin && { builtin }) });
}

async function openPage(
  context: BrowserContext,
  url: string,
  onConsole: WorkbenchOptions["onConsole"],
): Promise<Page> {
  const page = await context.newPage();
  if (onConsole) page.on("console", (entry) => onConsole(`${entry.type()} ${entry.text()}`));
  await page.goto(url, { waitUntil: "commit" });
  return page;
}

interface Window {
  readonly page: Page;
  readonly bridge: Bridge;
  readonly server: Server;
}

/** Waits until the window is drawn and an extension host other than `notPid` answers. */
async function ready({ page, bridge, server }: Window, notPid?: number): Promise<void> {
  const timeout = 60_000;
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout });
  const alive = (): boolean => bridge.pid() !== undefined && bridge.pid() !== notPid;
  await until(alive, { what: "the extension host", timeout }).catch((error: Error) => {
    throw new Error(`${error.message}\n${server.output().slice(-2000)}`);
  });
}

interface DriveParts extends Window {
  readonly manifest: ExtensionManifest;
  readonly run: Run;
  readonly workspace: string;
}

function drive(parts: DriveParts): Omit<Workbench, "mediaKeys" | "data" | "stop"> {
  const { page, bridge, manifest, run, workspace } = parts;
  const { inHost } = bridge;
  const exec = (command: string, ...args: unknown[]): Promise<unknown> =>
    inHost(
      async (vscode, id, rest) => await vscode.commands.executeCommand<unknown>(id, ...rest),
      command,
      args,
    );
  return {
    page,
    workspace,
    inHost,
    exec,
    runCommand: (name) => runFromPalette(page, manifest.commands.get(name) ?? name),
    quickPick: quickPickOf(page),
    webview: (id, timeout = 20_000) =>
      webviewFrame(page, { id, name: manifest.views.get(id) ?? id, timeout }),
    openFile: (file) => openFile({ page, inHost, workspace }, file),
    selectText: (text) => selectText(inHost, text),
    notifications: async () => {
      await exec("notifications.showList");
      const shown = await messages.shownNotifications(page);
      await exec("notifications.hideList");
      return shown;
    },
    notification: (text, options) => messages.awaitNotification(page, text, options),
    dialog: (options) => messages.awaitDialog(page, options),
    screenshot: async (file) => {
      await mkdir(dirname(resolve(file)), { recursive: true });
      await page.screenshot({ path: file });
    },
    reload: async () => {
      await page.waitForTimeout(500); // state is written 0.1 s after an update; a reload at once would lose it
      const notPid = bridge.pid();
      await page.reload({ waitUntil: "commit" });
      await ready(parts, notPid);
    },
    extensionHostPid: () => bridge.pid(),
    killExtensionHost: async () => {
      const pid = bridge.pid();
      if (pid === undefined) throw new Error("There is no extension host.");
      process.kill(pid, "SIGKILL");
      await ready(parts, pid);
    },
    activationTimes: () => activationTimes(inHost, exec),
    logs: (match) =>
      readLogs([join(run.tmp, "server/data/logs"), join(run.tmp, "user/logs")], match),
  };
}

async function activationTimes(
  inHost: InHost,
  exec: Workbench["exec"],
): Promise<ReadonlyMap<string, ActivationTime>> {
  await exec("perfview.show");
  const report = (): Promise<string> =>
    inHost((vscode) => {
      const shown = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === "perf");
      return shown?.getText() ?? "";
    });
  const read = async (): Promise<ReadonlyMap<string, ActivationTime> | undefined> =>
    readActivationTimes(await report());
  const times = await until(read, { what: "the startup report" });
  await exec("workbench.action.closeActiveEditor");
  return times;
}

async function readLogs(
  folders: readonly string[],
  match = /./,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const file of files) {
      const path = join(file.parentPath, file.name);
      if (file.isFile() && match.test(path)) found.set(path, await readFile(path, "utf8"));
    }
  }
  return found;
}
