import { fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import type { Port } from "./channel.ts";
import type { Disposable } from "./disposable.ts";

/** A child process that talks through a `Port`. */
export interface ChildProcess extends Disposable {
  readonly port: Port;
  readonly pid: number | undefined;
  /** The last lines that the child wrote to stderr, oldest first; at most 100. */
  stderr(): readonly string[];
  /** Resolves when the process is gone. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the process at once (SIGKILL): native code cannot delay it. */
  kill(): void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Starts `module` below the editor's priority. It ends with its parent: see `parentPort`. */
export function startProcess(
  module: string,
  { env = {}, onStderr }: { env?: NodeJS.ProcessEnv; onStderr?: (line: string) => void } = {},
): ChildProcess {
  const child = fork(module, [], {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    execArgv: [],
    env: { ...process.env, ...env },
  });
  lowerPriority(child.pid);

  const lines: string[] = [];
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split(/\r?\n/);
    rest = (parts.pop() ?? "").slice(-4000);
    for (const line of parts) {
      lines.push(line);
      onStderr?.(line);
    }
    lines.splice(0, lines.length - 100);
  });

  let failure: Error | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.on("error", (error) => {
      failure = error;
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
    // "close" comes after stderr is read to its end, so the last words are there for the message
    child.on("close", (code, signal) => resolve({ code, signal }));
  });

  const port: Port = {
    post: (message) => {
      if (child.connected) child.send(message as never, () => {});
    },
    listen: (onMessage, onClose) => {
      child.on("message", onMessage);
      void exited.then(({ code, signal }) =>
        onClose(failure ?? new Error(`The process ended (${signal ?? `exit code ${code}`}).`)),
      );
    },
  };
  return {
    port,
    pid: child.pid,
    stderr: () => (rest ? [...lines, rest] : lines),
    exited,
    kill: () => void child.kill("SIGKILL"),
    dispose: () => void child.kill("SIGKILL"),
  };
}

/**
 * The way back from inside a child process. The child ends when its parent is gone, after `last`, which gets three
 * seconds.
 */
export function parentPort(last: () => Promise<unknown> = async () => {}): Port {
  let ending = false;
  // once, however many listen
  const end = (): void => {
    if (ending) return;
    ending = true;
    const exit = (): never => process.exit(0);
    setTimeout(exit, 3000);
    last().then(exit, exit);
  };
  return {
    post: (message) => {
      if (process.connected) process.send?.(message, undefined, {}, () => {});
    },
    listen: (onMessage, onClose) => {
      process.on("message", onMessage);
      process.on("disconnect", () => {
        onClose(new Error("The parent process went away."));
        end();
      });
    },
  };
}

function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // some containers forbid it; the process then runs at normal priority
  }
}
