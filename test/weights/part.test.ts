import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openPart } from "../../src/models/download/part.ts";

const root = mkdtempSync(join(tmpdir(), "hearth-part-"));
after(() => rmSync(root, { recursive: true }));

test("of notes that are written at the same time the newest one stays", async () => {
  const target = join(root, "model.bin");
  const part = await openPart(target, new AbortController().signal);
  await part.write(new Uint8Array(10), 100);
  const versions = Array.from({ length: 200 }, (_, index) => `"${index}"`);
  await Promise.all(versions.map((etag) => part.remember({ source: "hub", starts: [0], etag })));
  const note: unknown = JSON.parse(readFileSync(`${target}.part.json`, "utf8"));
  assert.deepEqual(note, { source: "hub", starts: [0], etag: '"199"', spans: [[100, 110]] });
  await part.close();
});
