import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { HostPaths } from "./recipe.ts";

/** One use of the test host: a private folder and a mark that all its processes inherit. */
export interface Run {
  readonly host: HostPaths;
  /** Private, removed by `end`. */
  readonly tmp: string;
  /** Environment entries that every process of the run must carry. */
  readonly mark: Readonly<Record<string, string>>;
  /** Ends every process that carries the mark, then removes the folder. Happens too when this process dies. */
  end(): Promise<void>;
}

export const runMark = "HEARTH_HOST_RUN";

export async function startRun(host: HostPaths): Promise<Run> {
  const id = randomUUID();
  const tmp = await mkdtemp(join(tmpdir(), "hearth-host-"));
  for (const folder of ["run", "home", "tmp", "empty", "builtin", "extensions"])
    await mkdir(join(tmp, folder));
  // it learns of our end, whatever the cause, by its standard input being closed
  const reaper = spawn(host.node, [resolve("src/dev/host/inside/reaper.mjs"), id, tmp], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  reaper.stdin.on("error", () => {});
  reaper.unref();
  const gone = new Promise<void>((done) => reaper.once("exit", () => done()));
  return {
    host,
    tmp,
    mark: { [runMark]: id },
    end: async () => {
      reaper.ref();
      reaper.stdin.end();
      await gone;
    },
  };
}
