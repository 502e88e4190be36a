import assert from "node:assert/strict";
import { test } from "node:test";
import type { IndexedFile } from "../../src/search/words/corpus.ts";
import { Coverage } from "../../src/search/store/coverage.ts";

const file = (path: string, ...hashes: string[]): IndexedFile => ({
  ...{ folder: "/f", path, size: 1, mtimeMs: 1, hash: path },
  chunks: hashes.map((hash) => ({ startLine: 0, endLine: 1, symbols: [], hash })),
  terms: new Uint32Array(),
  counts: new Uint8Array(),
  ends: new Uint32Array(),
});

test("what is counted as it changes is what counting anew gives", () => {
  const vectors = new Set<string>();
  const files = new Set<IndexedFile>();
  const coverage = new Coverage((hash) => vectors.has(hash));
  let x = 11;
  const next = (most: number): number => (x = (x * 48_271) % 0x7f_ff_ff_ff) % most;
  const hash = (): string => `h${next(40)}`;
  for (let step = 0; step < 2000; step++) {
    const kind = next(3);
    if (kind === 0) {
      const added = file(`${step}`, ...Array.from({ length: next(5) }, hash));
      files.add(added);
      coverage.add(added);
    } else if (kind === 1 && files.size) {
      const removed = [...files][next(files.size)] as IndexedFile;
      files.delete(removed);
      coverage.remove(removed);
    } else if (step % 10 === 2) {
      const found = hash();
      vectors.add(found);
      coverage.found(found);
    }
    const chunks = [...files].flatMap((each) => each.chunks);
    const missing = chunks.filter((chunk) => !vectors.has(chunk.hash));
    const whole = [...files].filter((each) => each.chunks.every((c) => vectors.has(c.hash)));
    assert.deepEqual(
      [coverage.files, coverage.total, coverage.done, [...coverage.missing()].sort()],
      [
        whole.length,
        chunks.length,
        chunks.length - missing.length,
        [...new Set(missing.map((c) => c.hash))].sort(),
      ],
    );
    assert.equal(coverage.isComplete, missing.length === 0);
  }
});
