import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { changed, embedder } from "../predictor/samples.ts";
import { hearth } from "./world.ts";

const folder = await mkdtemp(join(tmpdir(), "hearth-check-"));
after(() => rm(folder, { recursive: true }));

test("a good predictor passes, rule by rule", async () => {
  const { code, out, err } = await hearth(["check", "@test/embedder"]);
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^✔ E4 {2}The embedding is float32\.$/m);
  assert.doesNotMatch(out, /✖/);
});

test("broken rules are marked, and end with 1", async () => {
  const signature = changed(embedder.signature, "output0", { dtype: "float64" });
  const { code, out, err } = await hearth(["check", "@test/embedder"], {
    predictors: { "@test/embedder": { ...embedder, signature } },
  });
  assert.equal(code, 1);
  assert.match(out, /^✖ E4 .*\(output0 is of dtype float64, but Embedding is float32\)$/m);
  assert.match(out, /^– E5 .*mended first/m);
  assert.match(err, /^hearth: @test\/embedder breaks a rule of the contract\./);
});

test("--json prints the findings", async () => {
  const { out } = await hearth(["check", "@test/embedder", "--json"]);
  const { tag, kind, findings } = JSON.parse(out) as {
    tag: string;
    kind: string;
    findings: { rule: string }[];
  };
  assert.deepEqual([tag, kind], ["@test/embedder", "embedding"]);
  assert.ok(findings.some(({ rule }) => rule === "E13"));
});

test("a folder is checked by the tag in its predictor.json", async () => {
  await writeFile(join(folder, "predictor.json"), JSON.stringify({ tag: "@test/embedder" }));
  assert.match((await hearth(["check", folder])).out, /✔ E4/);
});

test("a folder without a good predictor.json says what to do", async () => {
  const none = await hearth(["check", join(folder, "none")]);
  assert.equal(none.code, 2);
  assert.match(none.err, /There is no .*predictor\.json/);
  await writeFile(join(folder, "predictor.json"), "{");
  assert.match((await hearth(["check", folder])).err, /is not JSON/);
  await writeFile(join(folder, "predictor.json"), "{}");
  assert.match((await hearth(["check", folder])).err, /has no tag/);
});
