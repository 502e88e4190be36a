import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hostPaths } from "../host/recipe.ts";

/** The program that the editor's own search runs for each query; undefined where the test host is not installed. */
export function findRipgrep(): string | undefined {
  const { vscode } = hostPaths();
  const program = join(vscode, "node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg");
  return existsSync(program) ? program : undefined;
}

/** Milliseconds from the start of the program until the first place with this word, and until the last. */
export function askRipgrep(
  program: string,
  { folder, word }: { readonly folder: string; readonly word: string },
): Promise<{ readonly first: number; readonly whole: number }> {
  // as the editor asks it for a word, without telling it what to leave out
  const args = ["--hidden", "--no-require-git", "--no-config", "--json", "--ignore-case"];
  const began = performance.now();
  const child = spawn(program, [...args, "--word-regexp", "--fixed-strings", "--", word, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let first: number | undefined;
  child.stdout.on("data", () => (first ??= performance.now() - began));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      const whole = performance.now() - began;
      resolve({ first: first ?? whole, whole });
    });
  });
}
