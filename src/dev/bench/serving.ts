import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { dataFolder } from "../../platform/folders.ts";

export interface Serving {
  readonly url: string;
  readonly token: string;
  /** Ends it as Ctrl-C does, and gives its exit code. */
  stop(): Promise<number | null>;
}

/** `hearth serve` with the models of this machine. */
export async function startServing(): Promise<Serving> {
  const home = await mkdtemp(join(tmpdir(), "hearth-serve-"));
  await symlink(join(dataFolder(), "models"), join(home, "models"), "junction");
  const child = spawn(process.execPath, ["dist/cli.mjs", "serve", "--port", "0", "--json"], {
    env: { ...process.env, HEARTH_HOME: home, HEARTH_OFFLINE: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close") as Promise<[number | null]>;
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    ...(JSON.parse(line) as { url: string; token: string }),
    async stop() {
      child.kill("SIGINT");
      const [code] = await closed;
      await rm(home, { recursive: true, force: true });
      return code;
    },
  };
}
