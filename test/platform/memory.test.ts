import assert from "node:assert/strict";
import { test } from "node:test";
import { usableMemory } from "../../src/platform/memory.ts";

test("in a container memory ends at its limit, not at the machine's", () => {
  assert.equal(usableMemory({ total: 64e9, limit: 8e9 }), 8e9);
});

test("a limit that nobody has set changes nothing", () => {
  assert.equal(usableMemory({ total: 64e9, limit: 0 }), 64e9);
  assert.equal(usableMemory({ total: 64e9, limit: 2 ** 64 }), 64e9);
});
