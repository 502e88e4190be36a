import { spawn, type SpawnOptions } from "node:child_process";

export interface ShellOptions extends SpawnOptions {
  /** Prints what the command prints instead of collecting it. */
  readonly show?: boolean;
}

/** Runs a command to its end. Yields what it printed. @throws {Error} with its last words when it fails. */
export async function shell(
  command: string,
  args: readonly string[],
  { show = false, ...options }: ShellOptions = {},
): Promise<string> {
  const child = spawn(command, args, {
    stdio: ["ignore", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    ...options,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return output;
  throw new Error(`${command} ${args.join(" ")} ended with ${code}.\n${output.slice(-4000)}`);
}
