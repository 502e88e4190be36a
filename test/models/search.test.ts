import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { openDevPredictors } from "../../src/dev/weights.ts";
import { silent } from "../../src/platform/log.ts";
import { collect } from "../../src/platform/stream.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";
import { openSearch, type Search } from "../../src/search/search.ts";

const tag = "@hearth/all-minilm-l6-v2";
let dataFolder: string;
let predictors: Predictors;
let search: Search;

before(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), "hearth-search-"));
  predictors = openDevPredictors();
  const calls = openCalls(predictors);
  search = openSearch({
    process: resolve("dist/search.mjs"),
    folders: [resolve("test/workspace")],
    dataFolder,
    embed: (texts, signal) => calls.embed(tag, { texts }, signal),
    model: () => tag,
    settings: () => ({ exclude: [], maxFileSize: 512 * 1024 }),
    log: silent,
  });
  await search.settled();
});
after(() => {
  search.dispose();
  predictors.dispose();
  rmSync(dataFolder, { recursive: true, force: true });
});

test("the whole sample workspace gets its meaning", () => {
  const { kind, files, meaning, note } = search.state();
  assert.deepEqual([kind, note], ["ready", undefined]);
  assert.ok(files > 20);
  assert.equal(meaning, files);
});

const questions: Readonly<Record<string, string>> = {
  "where do we verify a password": "src/members/signIn.ts",
  "is the barcode number of a book mistyped": "src/catalogue/isbn.ts",
  "copies of our data in case something breaks": "src/store/backup.ts",
  "the machine has run out of storage, what now": "docs/operations.md",
  "throttle abusive callers": "src/http/rateLimit.ts",
  "why are amounts not stored as decimals": "docs/decisions/0001-money-in-cents.md",
  "statistics over the last twelve months": "tools/yearly_report.py",
  "which message is posted to a reader when": "src/reminders/schedule.ts",
};

for (const [question, path] of Object.entries(questions))
  test(`"${question}" leads to ${path}`, async () => {
    const found = await collect(search.find(question, { limit: 20 }));
    assert.equal(found.at(-1)?.by, "meaning");
    const paths = [...new Set(found.at(-1)?.hits.map((hit) => hit.path))];
    assert.ok(paths.slice(0, 3).includes(path), `found ${paths.slice(0, 5).join(", ")}`);
  });
