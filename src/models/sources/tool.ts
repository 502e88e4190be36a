import { spawn } from "node:child_process";
import { abortError } from "../../platform/errors.ts";
import { hasCode } from "../../platform/files.ts";

export interface ToolRun {
  /** "absent" when there is no such program. */
  readonly code: number | "absent" | null;
  /** What it printed, both streams, the last 20,000 characters. */
  readonly output: string;
}

/**
 * Runs a program of the user's to its end; aborting kills it and rejects when it is gone.
 * `words` are the program and its arguments; on Windows they must need no quoting.
 */
export async function runTool(
  words: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
  signal: AbortSignal,
): Promise<ToolRun> {
  if (signal.aborted) throw abortError();
  const [program = "", ...args] = words;
  const windows = process.platform === "win32";
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // npm and pyenv's pip are batch files there
    shell: windows,
  });
  const stop = (): void => {
    // the launchers on Windows are parents of the program proper
    if (windows && child.pid) spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"]);
    else child.kill("SIGKILL");
  };
  signal.addEventListener("abort", stop, { once: true });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-20_000);
    });
  try {
    const code = await new Promise<ToolRun["code"]>((resolve, reject) => {
      child.once("error", (error) =>
        hasCode(error, "ENOENT") ? resolve("absent") : reject(error),
      );
      child.once("close", resolve);
    });
    if (signal.aborted) throw abortError();
    return { code, output };
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
