import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { defaultTags } from "../../src/dev/weights.ts";
import { dataFolder } from "../../src/platform/folders.ts";

const scratch = await mkdtemp(join(tmpdir(), "hearth-real-"));
after(() => rm(scratch, { recursive: true, force: true }));
// the models of this machine, but indexes of our own
const home = join(scratch, "home");
await mkdir(home);
await symlink(join(dataFolder(), "models"), join(home, "models"), "junction");

/** The bundled command line with the default models. */
async function hearth(
  args: readonly string[],
  input = "",
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ["dist/cli.mjs", ...args], {
    env: { ...process.env, HEARTH_HOME: home, HEARTH_OFFLINE: "1" },
  });
  child.stdin.end(input);
  const closed = once(child, "close") as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}

for (const tag of defaultTags)
  test(`${tag} keeps every rule of the contract`, async () => {
    const { code, out, err } = await hearth(["check", tag, "--json"]);
    const { findings } = JSON.parse(out) as {
      findings: { rule: string; outcome: string; message?: string }[];
    };
    assert.deepEqual(
      findings.filter(({ outcome }) => outcome === "broken"),
      [],
    );
    assert.deepEqual([code, err], [0, ""]);
  });

test("the same seed gives the same answer, whole or streamed", async () => {
  const ask = ["chat", "Name three colours.", "--seed", "5", "--max-tokens", "24"];
  const { code, out } = await hearth(ask);
  const { choices, usage } = JSON.parse((await hearth([...ask, "--json"])).out) as {
    choices: { message: { content: string } }[];
    usage: { completion_tokens: number };
  };
  assert.equal(code, 0);
  assert.equal(out.trimEnd(), choices[0]?.message.content.trimEnd());
  assert.ok(usage.completion_tokens > 0 && usage.completion_tokens <= 24);
});

test("texts of like meaning get like vectors", async () => {
  const lines =
    "How do I reset my password?\nI forgot my login secret.\nThe cat sleeps on the sofa.\n";
  const { out } = await hearth(["embed"], lines);
  const rows = out.trimEnd().split("\n").map((line) => line.split(" ").map(Number)); // prettier-ignore
  const cosine = (i: number, j: number): number =>
    (rows[i] ?? []).reduce((sum, value, k) => sum + value * (rows[j]?.[k] ?? 0), 0);
  assert.equal(rows[0]?.length, 384);
  assert.ok(cosine(0, 1) > cosine(0, 2) + 0.2, `${cosine(0, 1)} and ${cosine(0, 2)}`);
});

test("a sentence becomes a WAV file of a plausible length", async () => {
  const file = join(scratch, "works.wav");
  const { code } = await hearth(["speak", "It works on my machine.", "-o", file]);
  assert.equal(code, 0);
  const wav = await readFile(file);
  const seconds = (wav.length - 44) / wav.readUInt32LE(28);
  assert.ok(seconds > 0.8 && seconds < 4, `${seconds} s`);
});

test("search finds the file that answers a question, by meaning", async () => {
  const files = {
    "fines.md": "Overdue books cost ten cents a day, and at most five euros in all.",
    "hours.md": "We are open from nine to five on weekdays.",
    "paint.md": "Mix the pigment with linseed oil until it no longer drips.",
  };
  const folder = join(scratch, "library");
  await mkdir(folder);
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const ask = ["search", "penalty for returning something late", folder, "--json"];
  const found = JSON.parse((await hearth(ask)).out) as { by: string; hits: { path: string }[] };
  assert.deepEqual([found.by, found.hits[0]?.path], ["meaning", "fines.md"]);
});
