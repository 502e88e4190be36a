import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hearth-own-"));
  const page = (await readFile("CONTRIBUTING.md", "utf8")).split("## Adding a predictor")[1] ?? "";
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";
  await writeFile(join(folder, "predictor.json"), block("json"));
  await writeFile(join(folder, "index.mjs"), block("js"));
});
after(() => rm(folder, { recursive: true, force: true }));

/** The built command line, away from what this machine has. */
async function hearth(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ["dist/cli.mjs", ...args], {
    env: { ...process.env, HEARTH_HOME: join(folder, "home"), HEARTH_OFFLINE: "1" },
  });
  return stdout;
}

test("the predictor that CONTRIBUTING shows keeps every rule that can be told", async () => {
  const { findings } = JSON.parse(await hearth("check", folder, "--json")) as {
    findings: { rule: string; outcome: string; message?: string }[];
  };
  const kept = findings.filter(({ outcome }) => outcome === "kept").map(({ rule }) => rule);
  assert.deepEqual(
    findings.filter(({ outcome }) => outcome === "broken"),
    [],
  );
  for (const rule of ["S1", "S2", "S3", "S11"]) assert.ok(kept.includes(rule), rule);
});

test("it speaks from the command line without being built into anything", async () => {
  const wav = join(folder, "beeps.wav");
  const words = ["speak", "beep", "-m", "@you/beeper", "--voice", "low", "--output", wav];
  await hearth("--predictors", folder, ...words);
  const bytes = await readFile(wav);
  assert.equal(bytes.subarray(0, 4).toString(), "RIFF");
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) / 2);
  assert.ok(samples.length >= 4 * 2_400, `${samples.length} samples`);
  assert.ok(samples.some((sample) => Math.abs(sample) > 5_000));
});
