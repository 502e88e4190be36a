import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Count } from "./count.ts";

/** What must hold of the source: one command each. Together with the tests directly in test/ they are the level "checks". */
export const checks: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  { name: "types of the product and its tests", command: ["tsc", "--noEmit"] },
  { name: "types of the pages", command: ["tsc", "--noEmit", "-p", "src/webview"] },
  { name: "types of the developers' tools", command: ["tsc", "--noEmit", "-p", "src/dev"] },
  {
    name: "lint",
    command: [
      ...["oxlint", "--type-aware", "--deny-warnings", "-c", "src/dev/oxlint.json"],
      ...["src", "predictors", "test"],
    ],
  },
  { name: "format", command: ["oxfmt", "--check", "src", "predictors", "test"] },
  { name: "dead code", command: ["knip"] },
];

/** Runs every check, prints one line each, and what a failed one said. */
export async function runChecks(): Promise<Count> {
  let failed = 0;
  for (const { name, command } of checks) {
    const { code, output } = await runTool(command);
    console.log(`${code === 0 ? "✔" : "✖"} ${name}`);
    if (code === 0) continue;
    failed++;
    console.log(output.trimEnd());
  }
  return { passed: checks.length - failed, failed, skipped: 0 };
}

/** Runs a tool of node_modules/.bin to its end. */
async function runTool([name = "", ...args]: readonly string[]): Promise<{
  code: number | null;
  output: string;
}> {
  const windows = process.platform === "win32";
  const child = spawn(join("node_modules/.bin", windows ? `${name}.cmd` : name), args, {
    stdio: ["ignore", "pipe", "pipe"],
    shell: windows,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, output };
}
