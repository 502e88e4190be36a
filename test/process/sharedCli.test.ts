import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { writeEmbedder } from "./embedder.ts";
import { serverForTests } from "./postgres.ts";

const server = serverForTests();
const root = mkdtempSync(join(tmpdir(), "hearth-shared-"));
after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
const predictor = writeEmbedder(root);

function project(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  return folder;
}

async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ["dist/cli.mjs", "--predictors", predictor, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      ...{ HEARTH_HOME: join(root, "home"), PGPASSWORD: server.connection.password },
      ...env,
    },
  });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out: await out, err: await err };
}

test("a folder is shared, listed, searched from anywhere, and forgotten, with the password from PGPASSWORD", async (context) => {
  if (!server.needed(context)) return;
  const { url } = server.connection;
  const model = ["-m", "@test/embedder"];
  const sky = project("sky", { "umbrella.md": "# Umbrellas\n\nTake one along.\n" });
  const shared = await run(["index", "share", url, sky, ...model]);
  assert.deepEqual([shared.code, shared.out], [0, ""]);
  assert.match(shared.err, /Shared as sky: 1 files sent, 0 removed\.\n$/);
  const again = await run(["index", "share", url, sky, ...model, "--json"]);
  assert.deepEqual(JSON.parse(again.out), { repository: "sky", files: 0, removed: 0, fetched: 0 });

  const list = await run(["index", "list", url]);
  assert.match(list.out, /^ +1 chunks {2}\d{4}-\d\d-\d\dT\d\d:\d\d {2}sky\n$/);

  const elsewhere = project("elsewhere", {});
  const env = { HEARTH_SHARED_INDEX: url };
  const found = await run(["search", "--shared", "rain", elsewhere, ...model], env);
  assert.equal(
    found.out,
    "sky/umbrella.md:1  Umbrellas\n      1  # Umbrellas\n      3  Take one along.\n",
  );

  // another machine: an empty home, and a copy of the folder under the same name
  const home = { ...env, HEARTH_HOME: join(root, "other-home") };
  const copy = await run(["index", "share", url, sky, ...model, "--json"], home);
  assert.equal((JSON.parse(copy.out) as { fetched: number }).fetched, 1);

  assert.match((await run(["index", "forget", url, "sky"])).err, /sky is not shared any more/);
  assert.match((await run(["index", "list", url])).out, /Nothing is shared yet/);
});

test("what is wrong is told in one line, with what to do", async (context) => {
  if (!server.needed(context)) return;
  const { url } = server.connection;
  const cases: readonly (readonly [
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    says: RegExp,
  ])[] = [
    [["index", "list", url], { PGPASSWORD: "wrong" }, /did not take the password of postgres/],
    [["index", "list", "mysql://host/db"], {}, /looks like postgres:\/\/user@host\/database/],
    [["index", "list", "postgres://127.0.0.1:1/db"], {}, /cannot be used now: .*ECONNREFUSED/],
    [["index", "list", url], { HEARTH_OFFLINE: "1" }, /HEARTH_OFFLINE=1 forbids/],
    [["index", "share", url, "no-such-folder"], {}, /There is no folder/],
    [["index", "forget", url, "nothing"], {}, /Nothing is shared as nothing/],
    [["search", "--shared", "rain", "-m", "@test/embedder"], {}, /HEARTH_SHARED_INDEX/],
  ];
  for (const [args, env, says] of cases) {
    const { code, out, err } = await run(args, env);
    assert.ok(code === 1 || code === 2, `${args.join(" ")}: ${code}`);
    assert.equal(out, "");
    assert.match(err, says);
    assert.equal(err.trim().split("\n").length, 1, err);
  }
});
