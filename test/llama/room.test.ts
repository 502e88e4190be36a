import assert from "node:assert/strict";
import { test } from "node:test";
import { fitRoom, type Room } from "../../predictors/llama/room.ts";

const wanted: Room = { contextSize: 8192, sequences: 2 };
const bytesFor = async ({ contextSize, sequences }: Room): Promise<number> =>
  contextSize * sequences * 100;

test("what fits is given in full", async () => {
  assert.deepEqual(await fitRoom(wanted, 8192 * 200, bytesFor), wanted);
});

test("where memory is short, fewer conversations are kept before any is made shorter", async () => {
  assert.deepEqual(await fitRoom(wanted, 8192 * 200 - 1, bytesFor), {
    ...{ contextSize: 8192, sequences: 1 },
  });
  assert.deepEqual(await fitRoom(wanted, 4096 * 100, bytesFor), {
    ...{ contextSize: 4096, sequences: 1 },
  });
});

test("below 2048 tokens it does not go, whatever the budget; less that was wanted stays", async () => {
  assert.deepEqual(await fitRoom(wanted, -1, bytesFor), { contextSize: 2048, sequences: 1 });
  assert.deepEqual(await fitRoom({ contextSize: 64, sequences: 1 }, 0, bytesFor), {
    ...{ contextSize: 64, sequences: 1 },
  });
});
