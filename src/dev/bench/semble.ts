import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { type Peer, pythonWith } from "./python.ts";

const peer: Peer = { name: "semble", version: "0.7.0" };

/** The Python package semble, asked by words alone. */
export interface Semble {
  /** Indexes a folder, in place of the one before. Milliseconds. */
  open(folder: string): Promise<number>;
  ask(query: string): Promise<{ readonly paths: readonly string[]; readonly ms: number }>;
  close(): void;
}

/** Installs it on first use. @throws {UserError} when Python or the package cannot be had */
export async function openSemble(): Promise<Semble> {
  const python = await pythonWith(peer);
  // its cache of indexes: each run begins with none
  const home = mkdtempSync(join(tmpdir(), "hearth-semble-"));
  const child = spawn(python, [resolve("src/dev/bench/semblePeer.py")], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, HOME: home, XDG_CACHE_HOME: home, HF_HUB_OFFLINE: "1" },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function request(what: object): Promise<Awaited<ReturnType<Semble["ask"]>>> {
    child.stdin.write(`${JSON.stringify(what)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error("semble ended; its last words stand above.");
    return JSON.parse(value) as Awaited<ReturnType<Semble["ask"]>>;
  }
  return {
    open: async (folder) => (await request({ folder })).ms,
    ask: (query) => request({ query }),
    close() {
      child.kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
