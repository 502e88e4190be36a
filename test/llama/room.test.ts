import assert from "node:assert/strict";
import { test } from "node:test";
import { fitRoom, type Room } from "../../predictors/llama/room.ts";

const wanted: Room = { contextSize: 8192, sequences: 2, cache: "f16" };
const bytesFor = async ({ contextSize, sequences, cache }: Room): Promise<number> =>
  contextSize * sequences * (cache === "f16" ? 100 : 53);

test("what fits is given in full", async () => {
  assert.deepEqual(await fitRoom(wanted, 8192 * 200, { bytesFor, mayRound: true }), wanted);
});

test("where memory is short, fewer conversations are kept, then less exactly, then each may be shorter", async () => {
  assert.deepEqual(await fitRoom(wanted, 8192 * 200 - 1, { bytesFor, mayRound: true }), {
    ...wanted,
    sequences: 1,
  });
  const exact = { ...wanted, sequences: 1 };
  assert.deepEqual(await fitRoom(wanted, 8192 * 60, { bytesFor, mayRound: true }), {
    ...exact,
    cache: "q8_0",
  });
  const half = { ...exact, contextSize: 4096 };
  assert.deepEqual(await fitRoom(wanted, 8192 * 50, { bytesFor, mayRound: true }), half);
  assert.deepEqual(await fitRoom(wanted, 8192 * 49, { bytesFor, mayRound: true }), {
    ...{ ...half, cache: "q8_0" },
  });
});

test("a model whose numbers cannot be rounded gets shorter conversations at once", async () => {
  assert.deepEqual(await fitRoom(wanted, 8192 * 60, { bytesFor, mayRound: false }), {
    ...{ contextSize: 4096, sequences: 1, cache: "f16" },
  });
});

test("below 2048 tokens it does not go, whatever the budget; less that was wanted stays", async () => {
  assert.deepEqual(await fitRoom(wanted, -1, { bytesFor, mayRound: true }), {
    ...{ contextSize: 2048, sequences: 1, cache: "q8_0" },
  });
  const short: Room = { contextSize: 64, sequences: 1, cache: "f16" };
  assert.deepEqual(await fitRoom(short, 0, { bytesFor, mayRound: true }), {
    ...short,
    cache: "q8_0",
  });
});
