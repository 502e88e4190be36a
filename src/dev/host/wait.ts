import { setTimeout as sleep } from "node:timers/promises";

/** Asks again every 50 ms until the answer is truthy. @throws {Error} naming `what` after `timeout` ms */
export async function until<T>(
  ask: () => T | Promise<T>,
  { what, timeout = 20_000 }: { readonly what: string; readonly timeout?: number },
): Promise<NonNullable<T>> {
  for (const deadline = Date.now() + timeout; ;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${timeout} ms for ${what}.`);
    await sleep(50);
  }
}
