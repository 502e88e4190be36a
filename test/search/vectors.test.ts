import assert from "node:assert/strict";
import { test } from "node:test";
import { quantise, Vectors } from "../../src/search/meaning/vectors.ts";

/** Unit vectors from a fixed sequence. */
function vectors(count: number, size: number): Float32Array[] {
  let seed = 7;
  const next = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;
  return Array.from({ length: count }, () => {
    const row = Float32Array.from({ length: size }, next);
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });
}

const dot = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, v, i) => sum + v * b[i]!, 0);

test("a scan gives each row's cosine to within what eight bits can tell", () => {
  for (const size of [384, 30, 16]) {
    const rows = vectors(300, size);
    const table = new Vectors(size);
    rows.forEach((row, i) => table.add(`${i}`, quantise(row)));
    const query = vectors(301, size)[300]!;
    const found = table.scan(query);
    assert.equal(found.length, 300);
    rows.forEach((row, i) =>
      assert.ok(Math.abs(found[i]! - dot(row, query)) < 0.02, `row ${i} of ${size}`),
    );
  }
});

test("the kernel and plain code give the same numbers", () => {
  const [fast, plain] = [new Vectors(70), new Vectors(70, { simd: false })];
  vectors(100, 70).forEach((row, i) =>
    [fast, plain].forEach((table) => table.add(`${i}`, quantise(row))),
  );
  const query = vectors(1, 70)[0]!;
  assert.deepEqual(fast.scan(query), plain.scan(query));
});

test("extreme values do not overflow", () => {
  const table = new Vectors(384);
  const ones = new Float32Array(384).fill(1 / Math.sqrt(384));
  table.add("same", quantise(ones));
  table.add("opposite", quantise(ones.map((v) => -v)));
  const [same, opposite] = table.scan(ones);
  assert.ok(Math.abs(same! - 1) < 1e-5 && Math.abs(opposite! + 1) < 1e-5);
});

test("rows are kept, replaced and found by their digest, also after growing and scanning", () => {
  const table = new Vectors(20);
  const rows = vectors(5000, 20);
  rows.forEach((row, i) => {
    table.add(`${i}`, quantise(row));
    if (i % 1000 === 0) table.scan(row);
  });
  assert.deepEqual(table.get("4321"), quantise(rows[4321]!));
  assert.equal(table.rowOf("4321"), 4321);
  table.add("3", quantise(rows[9]!));
  assert.deepEqual([table.count, table.get("3")], [5000, quantise(rows[9]!)]);
  assert.deepEqual([table.has("x"), table.rowOf("x"), table.get("x")], [false, -1, undefined]);
});

test("an empty table has nothing to scan, a vector of zeros is like nothing, another length is refused", () => {
  const table = new Vectors(4);
  assert.equal(table.scan(Float32Array.of(1, 0, 0, 0)).length, 0);
  table.add("zero", quantise([0, 0, 0, 0]));
  assert.deepEqual([...table.scan(Float32Array.of(1, 0, 0, 0))], [0]);
  assert.throws(() => table.add("long", quantise([1, 2, 3, 4, 5])), /5 numbers among vectors of 4/);
});
