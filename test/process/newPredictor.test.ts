import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

let folder: string;
before(async () => (folder = await mkdtemp(join(tmpdir(), "hearth-new-"))));
after(() => rm(folder, { recursive: true, force: true }));

/** A line of a shell, in an empty folder, with `hearth` being the built command line. */
async function shell(line: string): Promise<string> {
  const home = { HEARTH_HOME: join(folder, "home"), HEARTH_OFFLINE: "1" };
  const define = `exec < /dev/null; hearth() { "${process.execPath}" "${resolve("dist/cli.mjs")}" "$@"; }`;
  const { stdout } = await promisify(execFile)("bash", ["-c", `${define}\n${line}`], {
    cwd: folder,
    env: { ...process.env, ...home },
  });
  return stdout;
}

for (const kind of ["chat", "embedding", "speech"] as const)
  test(`a new ${kind} predictor runs as it is and breaks no rule`, async () => {
    const out = await shell(`hearth new predictor ${kind} my-${kind} && hearth check my-${kind} --json`); // prettier-ignore
    const { tag, findings } = JSON.parse(out) as {
      tag: string;
      findings: { rule: string; outcome: string; message?: string }[];
    };
    assert.equal(tag, `@you/my-${kind}`);
    assert.deepEqual(
      findings.filter(({ outcome }) => outcome === "broken"),
      [],
    );
    assert.ok(findings.filter(({ outcome }) => outcome === "kept").length > 10);
  });

test("a new predictor says something at once", async () => {
  const answer = await shell(`hearth --predictors my-chat chat -m @you/my-chat "Hello there"`);
  assert.equal(answer.trim(), "You said: Hello there");
});

test("a folder that holds something is left alone", async () => {
  await assert.rejects(shell("hearth new predictor chat my-chat"), /my-chat is not empty/);
});

test("the tutorial, followed to the letter, ends with a predictor that knows names by their words", async () => {
  const page = await readFile("predictors/README.md", "utf8");
  const steps = [...page.matchAll(/^```(js|sh)( \w+)?\n(.*?)^```/gms)];
  const module = join(folder, "letters", "index.mjs");
  const replace = async (line: string): Promise<string> => {
    const before_ = await readFile(module, "utf8");
    const [, start = ""] = /^(const \w+ =)/.exec(line) ?? [];
    const old = before_.split("\n").find((one) => one.trim().startsWith(start)) ?? "";
    assert.ok(old, `the tutorial changes "${start}", which is not there`);
    await writeFile(
      module,
      before_.replace(old, () => `  ${line}`),
    );
    return before_;
  };
  let output = "";
  let good: string | undefined;
  for (const [, language, mark = "", text = ""] of steps) {
    if (language === "js") {
      const before_ = await replace(text.trim());
      if (mark) good = before_;
    } else if (mark) {
      await assert.rejects(shell(text), (error: { stdout: string }) => /✖ E10/.test(error.stdout));
      await writeFile(module, good ?? "");
    } else output = await shell(text);
  }
  assert.equal(steps.length, 6);
  const distance = async (a: string, b: string): Promise<number> => {
    const [x, y] = [await vector(a), await vector(b)];
    return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  };
  const vector = async (text: string): Promise<number[]> =>
    toVector(await shell(`echo "${text}" | hearth --predictors letters embed -m @you/letters --json`)); // prettier-ignore
  assert.ok(toVector(output).length === 256);
  assert.ok((await distance("getUserName", "user name")) > (await distance("getUserName", "fine")));
});

function toVector(json: string): number[] {
  const found = JSON.parse(json) as { embedding?: number[]; data?: { embedding: number[] }[] };
  return found.embedding ?? found.data?.[0]?.embedding ?? [];
}
