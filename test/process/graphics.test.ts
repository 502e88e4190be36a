import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { askGraphics } from "../../src/predictor/running/graphics.ts";
import { predictorProcess, temporary } from "./setup.ts";

test("the engine tells which graphics cards it can use, without a model; a machine that has none says so", async () => {
  const found = await askGraphics(predictorProcess, silent);
  if (found) assert.ok(found.total > 0 && found.free <= found.total && found.backend);
  else assert.equal(found, undefined);
});

test("a driver that takes its process down takes nothing else, and counts as no card", async (t) => {
  const module = join(temporary(t), "dies.mjs");
  writeFileSync(module, 'process.on("message", () => process.abort());');
  const lines: string[] = [];
  assert.equal(await askGraphics(module, { ...silent, debug: (line) => void lines.push(line) }), undefined); // prettier-ignore
  assert.match(lines.join("\n"), /could not be asked/);
});

test("a driver that hangs is given up", async (t) => {
  const module = join(temporary(t), "hangs.mjs");
  writeFileSync(module, 'process.on("message", () => {});');
  assert.equal(await askGraphics(module, silent, AbortSignal.timeout(300)), undefined);
});

test("what is found reaches the caller", async (t) => {
  const card = { backend: "CUDA", names: ["Test"], total: 8e9, free: 7e9, shared: false };
  const module = join(temporary(t), "card.mjs");
  writeFileSync(
    module,
    `process.on("message", ({ hearth, id }) => {
       if (hearth !== "call") return;
       process.send({ hearth: "item", id, item: ${JSON.stringify(card)} });
       process.send({ hearth: "done", id });
     });`,
  );
  assert.deepEqual(await askGraphics(module, silent), card);
});
