import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../../platform/errors.ts";

/** One answer, timed from the outside. */
export interface Measured {
  /** Tokens of the prompt and of the answer. */
  readonly prompt: number;
  readonly tokens: number;
  readonly firstMs: number;
  /** Tokens a second after the first one. */
  readonly perSecond: number;
}

const version = "0.3.36";

/** llama.cpp by its own Python binding, with a model loaded. */
export interface LlamaCpp {
  answer(question: {
    readonly prompt: string;
    readonly threads: number;
    readonly tokens: number;
  }): Promise<Measured>;
  close(): void;
}

/**
 * Starts it, after installing it into a virtual environment in the cache folder if it is not there yet: it is compiled
 * for this machine, which takes minutes.
 * @throws {UserError} when Python, a compiler or the package cannot be had
 */
export async function openLlamaCpp(
  model: string,
  { flash }: { flash: boolean },
): Promise<LlamaCpp> {
  const python = await installed();
  const script = resolve("src/dev/bench/llamaCpp.py");
  const child = spawn(python, [script, model, flash ? "flash" : "plain"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async answer(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("The Python side ended.");
      return JSON.parse(value) as Measured;
    },
    close: () => void child.kill(),
  };
}

/** Path of the environment's Python. */
async function installed(): Promise<string> {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "hearth", "bench", `llama-cpp-python-${version}`);
  const python =
    process.platform === "win32" ? join(folder, "Scripts/python.exe") : join(folder, "bin/python");
  const done = join(folder, "hearth-done");
  if (existsSync(done)) return python;
  console.log(`Installing llama-cpp-python ${version} into ${folder}. It is compiled: minutes.`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  run(process.platform === "win32" ? "python" : "python3", ["-m", "venv", folder]);
  run(python, ["-m", "pip", "install", "--quiet", `llama-cpp-python==${version}`], {
    CMAKE_ARGS: "-DGGML_NATIVE=ON",
  });
  await writeFile(done, "");
  return python;
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  throw new UserError(
    `llama-cpp-python could not be installed (${error?.message ?? `${command} ended with ${status}`}). ` +
      "It needs Python 3.9 or newer with venv, CMake, a C++ compiler and a package index.",
  );
}
