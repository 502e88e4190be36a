import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import * as tar from "tar";
import { voicesOf } from "../../src/speech/reader/voice.ts";
import { openDevModels } from "../../src/dev/weights.ts";

/** The package that Kokoro's voices are obtained from. Its code holds its makers' table of them. */
const spec = "kokoro-js@1.2.1";

test("what the manifest says of Kokoro's voices is what their makers say", async (t) => {
  const manifest = await openDevModels().find("@hearth/kokoro-82m");
  assert.ok(manifest);
  assert.ok(manifest.files.some(({ sources }) => JSON.stringify(sources).includes(`npm:${spec}`)));
  const folder = await mkdtemp(join(tmpdir(), "hearth-grades-"));
  try {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const args = ["pack", spec, "--prefer-offline", "--pack-destination", folder];
    const packed = await promisify(execFile)(npm, args).catch(() => undefined);
    if (!packed) return t.skip(`npm could not get ${spec}`);
    const file = join(folder, packed.stdout.trim().split("\n").at(-1) ?? "");
    await tar.extract({ file, cwd: folder }, ["package/dist/kokoro.cjs"]);
    const theirs = tableOf(await readFile(join(folder, "package/dist/kokoro.cjs"), "utf8"));
    assert.equal(theirs.size, 28);
    for (const { id, grade, language, sex } of voicesOf(manifest))
      assert.deepEqual([grade, language?.toLowerCase(), sex], theirs.get(id), id);
    assert.equal(voicesOf(manifest).length, theirs.size);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** `af_heart:{name:"Heart",language:"en-us",gender:"Female",…,overallGrade:"A"}` for every voice. */
function tableOf(code: string): ReadonlyMap<string, readonly (string | undefined)[]> {
  const field = (about: string, name: string): string | undefined =>
    new RegExp(`${name}:"([^"]*)"`).exec(about)?.[1];
  const rows = code.matchAll(/\b([a-z]{2}_[a-z]+):\{(name:"[^}]*overallGrade:"[^}]*)\}/g);
  return new Map(
    [...rows].map(([, id = "", about = ""]) => [
      id,
      [
        field(about, "overallGrade"),
        field(about, "language"),
        field(about, "gender")?.toLowerCase(),
      ],
    ]),
  );
}
