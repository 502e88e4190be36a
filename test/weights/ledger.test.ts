import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { openLedger } from "../../src/models/ledger.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-ledger-"));
  file = join(folder, "deep", "network.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const request = { host: "example.com", bytes: 12, why: "model.gguf of Tiny" };

test("requests are kept with their time, over restarts and across windows", async () => {
  let time = 1_000;
  const now = (): number => time++;
  const [one, two] = [openLedger(file, { now }), openLedger(file, { now })];
  assert.deepEqual(await one.entries(), []);
  one.note(request);
  await one.entries();
  two.note({ ...request, host: "pip" });
  await two.entries();
  assert.deepEqual(await openLedger(file).entries(), [
    { at: 1_000, ...request },
    { at: 1_001, ...request, host: "pip" },
  ]);
});

test("a line that was cut off hides no other", async () => {
  const ledger = openLedger(file);
  ledger.note(request);
  await ledger.entries();
  await appendFile(file, '{"at":5,"ho\n');
  ledger.note({ ...request, why: "later" });
  assert.deepEqual((await ledger.entries()).map(({ why }) => why), [request.why, "later"]); // prettier-ignore
});

test("it does not grow for ever: the older half goes", async () => {
  const ledger = openLedger(file, { most: 10 });
  for (let i = 0; i < 45; i++) ledger.note({ ...request, why: `request ${i}` });
  const entries = await ledger.entries();
  assert.ok(entries.length >= 10 && entries.length < 20, `${entries.length} entries`);
  assert.equal(entries.at(-1)?.why, "request 44");
});

test("clearing forgets them all", async () => {
  const ledger = openLedger(file);
  ledger.note(request);
  await ledger.clear();
  assert.deepEqual(await ledger.entries(), []);
  await assert.rejects(readFile(file), { code: "ENOENT" });
});
