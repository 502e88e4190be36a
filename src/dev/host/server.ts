import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Run } from "./run.ts";

export interface ServerOptions {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  /** 0 takes any free port. */
  readonly port?: number;
  /** Built-in extensions besides those of the sample's languages, or all of them. */
  readonly builtin?: "all" | readonly string[];
  /** Lets the page report a test run's result. */
  readonly testDriver?: boolean;
  /** For the server and the extension host; undefined removes an entry. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Server {
  readonly port: number;
  /** What it printed, at most the last 200,000 characters. */
  output(): string;
  readonly process: ChildProcess;
  /** The address of the workbench. `payload` is VS Code's own way to pass options such as extensionDevelopmentPath. */
  url(folder: string | undefined, payload?: readonly (readonly [string, string])[]): string;
}

/** A quiet few of the built-in extensions: themes and the languages of the sample workspace. */
const few = [
  "theme-defaults",
  "json",
  "javascript",
  "typescript-basics",
  "python",
  "markdown-basics",
  "configuration-editing",
  "node_modules",
];

/** Starts VS Code's server on 127.0.0.1, reachable only with its token. Resolves when it answers. */
export async function startServer(run: Run, options: ServerOptions): Promise<Server> {
  await linkBuiltin(run, options.builtin);
  for (const folder of [join(options.userDataDir, "User"), options.extensionsDir])
    await mkdir(folder, { recursive: true });
  const token = randomBytes(16).toString("hex");
  const child = spawn(run.host.node, serverArguments(run, { ...options, token }), {
    env: environment(run, options.env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-200_000);
    });
  const port = await listening(child, () => output);
  return {
    port,
    process: child,
    output: () => output,
    url: (folder, payload = []) => {
      const query = new URLSearchParams({ tkn: token });
      if (folder?.endsWith(".code-workspace")) query.set("workspace", resolve(folder));
      else if (folder) query.set("folder", resolve(folder));
      else query.set("ew", "true");
      if (payload.length) query.set("payload", JSON.stringify(payload));
      return `http://127.0.0.1:${port}/?${query.toString().replaceAll("+", "%20")}`;
    },
  };
}

async function linkBuiltin(run: Run, builtin: ServerOptions["builtin"] = []): Promise<void> {
  const all = join(run.host.vscode, "extensions");
  for (const name of builtin === "all" ? await readdir(all) : [...few, ...builtin]) {
    const from = join(all, name);
    const to = join(run.tmp, "builtin", name);
    if (existsSync(from) && !existsSync(to)) await symlink(from, to);
  }
}

function serverArguments(
  run: Run,
  { userDataDir, extensionsDir, port = 0, testDriver, token }: ServerOptions & { token: string },
): string[] {
  return [
    run.host.server,
    ...["--host", "127.0.0.1", "--port", String(port), "--connection-token", token],
    ...["--accept-server-license-terms", "--telemetry-level", "off", "--disable-experiments"],
    ...["--disable-workspace-trust", "--force-disable-user-env"],
    ...["--server-data-dir", join(run.tmp, "server"), "--user-data-dir", userDataDir],
    ...["--extensions-dir", extensionsDir, "--builtin-extensions-dir", join(run.tmp, "builtin")],
    ...(testDriver ? ["--enable-smoke-test-driver"] : []),
  ];
}

/** The developer's environment, without what belongs to an editor or a debugger that we may have been started from. */
function environment(run: Run, extra: ServerOptions["env"] = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: join(run.tmp, "home"),
    XDG_RUNTIME_DIR: join(run.tmp, "run"),
    TMPDIR: join(run.tmp, "tmp"),
    // no marketplace: nothing is looked up or downloaded
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
    ...run.mark,
    ...extra,
  };
  for (const [name, value] of Object.entries(env))
    if (value === undefined || inherited.test(name)) delete env[name];
  return env;
}
const inherited =
  /^(ELECTRON_RUN_AS_NODE|NODE_OPTIONS|NODE_TEST_CONTEXT|VSCODE_(PID|CWD|IPC|ESM|NLS|HANDLES|AMD|CRASH|CODE_CACHE|INSPECTOR|PROXY|L10N|GIT|CLI).*)$/;

function listening(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((done, fail) => {
    const stop = (why: string): void => fail(new Error(`${why}\n${output().slice(-3000)}`));
    const timer = setTimeout(() => stop("The server did not start within 60 s."), 60_000);
    child.once("error", fail);
    child.once("exit", (code) => {
      clearTimeout(timer);
      stop(`The server ended with ${code}.`);
    });
    child.stdout?.on("data", () => {
      const port = /Web UI available at \S*:(\d+)/.exec(output())?.[1];
      if (!port) return;
      clearTimeout(timer);
      done(Number(port));
    });
  });
}
