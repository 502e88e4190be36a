import assert from "node:assert/strict";
import { test } from "node:test";
import { type Conditions, holdOf, isLow, typingMs } from "../../src/search/meaning/polite.ts";
import type { Hold } from "../../src/search/protocol.ts";

const calm: Conditions = {
  sinceKey: Infinity,
  debugging: false,
  onBattery: false,
  lowMemory: false,
};
const everything: readonly Hold[] = ["typing", "debugging", "battery", "memory"];
const hold = (
  now: Partial<Conditions>,
  waitsFor: readonly Hold[] = everything,
  ignored: readonly Hold[] = [],
): Hold | undefined => holdOf({ ...calm, ...now }, { waitsFor, ignored: new Set(ignored) });

test("nothing holds background work on a calm machine", () => {
  assert.equal(hold({}), undefined);
});

test("it waits while somebody types, and goes on a moment after the last key", () => {
  assert.equal(hold({ sinceKey: 0 }), "typing");
  assert.equal(hold({ sinceKey: typingMs - 1 }), "typing");
  assert.equal(hold({ sinceKey: typingMs }), undefined);
});

test("debugging, battery and memory each hold it, and what lasts longest is named", () => {
  assert.equal(hold({ debugging: true }), "debugging");
  assert.equal(hold({ onBattery: true }), "battery");
  assert.equal(hold({ lowMemory: true }), "memory");
  assert.equal(hold({ onBattery: true, debugging: true, sinceKey: 0 }), "battery");
});

test("it waits for nothing that it was not asked to wait for", () => {
  const all = { onBattery: true, debugging: true, lowMemory: true, sinceKey: 0 };
  assert.equal(hold(all, []), undefined);
  assert.equal(hold(all, ["memory"]), "memory");
});

test("what the person wants to go on through does not hold, and the rest still does", () => {
  assert.equal(hold({ onBattery: true }, everything, ["battery"]), undefined);
  assert.equal(hold({ onBattery: true, debugging: true }, everything, ["battery"]), "debugging");
});

test("memory is low by the size of the machine, and stays so until there is clearly more", () => {
  const gigabyte = 1024 ** 3;
  const low = (available: number, total: number, before = false): boolean =>
    isLow({ available: available * gigabyte, total: total * gigabyte }, before);
  assert.deepEqual([low(0.4, 16), low(0.6, 16)], [true, false]);
  assert.deepEqual([low(0.1, 2), low(0.3, 2)], [true, false]);
  assert.deepEqual([low(0.6, 16, true), low(0.8, 16, true)], [true, false]);
});
