import { spawn } from "node:child_process";

/** Runs the installed product without a network; gives what it printed. @throws {Error} with what it said when it fails */
export async function run(words: readonly string[], cwd: string): Promise<string> {
  const [program = "", ...args] = words;
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, HEARTH_OFFLINE: "1", NODE_PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  let [printed, said] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return printed;
  throw new Error(`${args.slice(1).join(" ")} ended with ${code}.\n${said.slice(-2000)}`);
}
