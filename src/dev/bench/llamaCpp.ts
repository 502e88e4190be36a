import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Peer, pythonWith } from "./python.ts";

/** One answer, timed from the outside. */
export interface Measured {
  /** Tokens of the prompt and of the answer. */
  readonly prompt: number;
  readonly tokens: number;
  readonly firstMs: number;
  /** Tokens a second after the first one. */
  readonly perSecond: number;
}

const peer: Peer = {
  name: "llama-cpp-python",
  version: "0.3.36",
  note: "It is compiled for this machine with CMake and a C++ compiler, which takes minutes.",
  env: { CMAKE_ARGS: "-DGGML_NATIVE=ON" },
};

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
  const python = await pythonWith(peer);
  const script = resolve("src/dev/bench/llamaCpp.py");
  const child = spawn(python, [script, model, flash ? "flash" : "plain"], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  // the product's processes run below the editor's priority: so must this one, or a busy machine favours it
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
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
