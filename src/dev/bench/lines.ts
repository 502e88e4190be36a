import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { createInterface } from "node:readline";

/** A Python script that answers each line of JSON with one. */
export interface LineProcess {
  ask(question: unknown): Promise<unknown>;
  close(): void;
}

/** Starts it below the editor's priority, as the product's own processes run, or a busy machine favours it. */
export function startLines(python: string, args: readonly string[]): LineProcess {
  const child = spawn(python, args, { stdio: ["pipe", "pipe", "ignore"] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("The Python side ended.");
      return JSON.parse(value) as unknown;
    },
    close: () => void child.kill(),
  };
}
