import assert from "node:assert/strict";
import { test } from "node:test";
import { hearth } from "./world.ts";

const embed = (...args: string[]) => ["embed", "-m", "@test/embedder", ...args];
const rowsIn = (out: string): number[][] =>
  out.trimEnd().split("\n").map((line) => line.split(" ").map(Number)); // prettier-ignore

test("each argument becomes a line of numbers", async () => {
  const { code, out } = await hearth(embed("a", "bb"));
  const rows = rowsIn(out);
  assert.deepEqual([code, rows.length, rows[0]?.length], [0, 2, 4]);
  for (const row of rows) assert.ok(Math.abs(Math.hypot(...row) - 1) < 1e-6);
});

test("each line of stdin becomes a line of numbers, empty ones too, however many", async () => {
  const { out } = await hearth(embed(), { stdin: `one\n\n${"three\n".repeat(98)}` });
  assert.equal(rowsIn(out).length, 100);
  assert.deepEqual(rowsIn(out)[2], rowsIn(out)[99]);
});

test("--json prints OpenAI's shape with the tokens counted once", async () => {
  const { out } = await hearth(embed("--json", "-d", "3"), { stdin: "four\n".repeat(70) });
  const { object, data, model, usage } = JSON.parse(out) as {
    object: string;
    data: { index: number; embedding: number[] }[];
    model: string;
    usage: unknown;
  };
  assert.deepEqual([object, model, data.length], ["list", "@test/embedder", 70]);
  assert.deepEqual([data[69]?.index, data[69]?.embedding.length], [69, 3]);
  assert.deepEqual(usage, { prompt_tokens: 280, total_tokens: 280 });
});

test("no text at all is wrong usage; dimensions that cannot be had fail", async () => {
  assert.equal((await hearth(embed(), { stdin: "" })).code, 2);
  const { code, err } = await hearth(embed("a", "-d", "99"));
  assert.deepEqual([code, err], [1, "hearth: dimensions is 99, but takes 2 to 8.\n"]);
});
