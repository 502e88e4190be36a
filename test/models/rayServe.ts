import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Peer, pythonWith } from "../../src/dev/bench/python.ts";
import { type Serving, startServing } from "../../src/dev/bench/serving.ts";
import { freePort } from "../../src/dev/freePort.ts";

const peer: Peer = {
  name: "ray",
  version: "2.60.0",
  also: ["ray[serve]==2.60.0"],
  note: "It takes 500 MB.",
};

/** Ray Serve with two replicas, each in front of a `hearth serve` of its own. */
export interface RayServe {
  readonly url: string;
  /** Kills the replica that a request went to last, as soon as one has gone there since `forget`. */
  killLast(): Promise<number>;
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** @throws {UserError} when Python or Ray cannot be had */
export async function startRayServe(): Promise<RayServe> {
  const python = await pythonWith(peer);
  const notes = await mkdtemp(join(tmpdir(), "hearth-ray-"));
  const servers: Serving[] = [await startServing(), await startServing()];
  const port = await freePort();
  const child = spawn(
    python,
    [
      ...["test/models/rayServe.py", String(port), notes],
      ...servers.flatMap(({ url, token }) => [url, token]),
    ],
    {
      stdio: ["pipe", "pipe", "ignore"],
      env: { ...process.env, RAY_USAGE_STATS_ENABLED: "0", RAY_AUTH_MODE: "disabled" },
    },
  );
  const closed = once(child, "close");
  const ready = once(createInterface({ input: child.stdout }), "line");
  const last = join(notes, "last");
  const close = async (): Promise<void> => {
    child.stdin.end();
    await closed;
    await Promise.all(servers.map(({ stop }) => stop()));
    await rm(notes, { recursive: true, force: true });
  };
  await Promise.race([ready, closed]);
  if (child.exitCode !== null) {
    await close();
    throw new Error("Ray Serve does not start.");
  }
  return {
    url: `http://127.0.0.1:${port}/v1`,
    forget: () => rm(last, { force: true }),
    async killLast() {
      for (let tries = 0; tries < 1000; tries++) {
        const pid = Number(await readFile(last, "utf8").catch(() => ""));
        if (pid) {
          process.kill(pid, "SIGKILL");
          return pid;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error("No request has come to a replica.");
    },
    close,
  };
}
