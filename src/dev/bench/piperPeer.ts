import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pythonWith } from "./python.ts";

/** One text said: how long it took, and how long it lasts. */
export interface Said {
  readonly ms: number;
  readonly seconds: number;
}

/** piper-tts with a voice loaded. */
export interface PiperPeer {
  say(text: string): Promise<Said>;
  close(): void;
}

/**
 * Starts piper-tts, after installing it into a virtual environment in the cache folder. It is under the GPL: it is run on
 * the developer's machine to compare with, and is no part of Hearth.
 * @throws {UserError} when Python or the package cannot be had
 */
export async function openPiperPeer(model: string, threads: number): Promise<PiperPeer> {
  const python = await pythonWith({ name: "piper-tts", version: "1.8.0" });
  const child = spawn(python, [resolve("src/dev/bench/piper.py"), model, String(threads)], {
    stdio: ["pipe", "pipe", "ignore"],
  });
  // the product's processes run below the editor's priority: so must this one, or a busy machine favours it
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async say(text) {
      child.stdin.write(`${JSON.stringify(text)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("The Python side ended.");
      return JSON.parse(value) as Said;
    },
    close: () => void child.kill(),
  };
}
