import assert from "node:assert/strict";
import { test } from "node:test";
import { findRoom, type Tenant } from "../../src/predictor/running/room.ts";

const tenant = (tag: string, about: Partial<Tenant> = {}): Tenant => ({
  tag,
  memory: 100,
  idle: true,
  lastUsed: 0,
  ...about,
});

test("what fits beside the others unloads nobody", () => {
  const tenants = [tenant("a")];
  assert.deepEqual(findRoom(100, { budget: 200, tenants }), { kind: "room", unload: [] });
});

test("the idle ones go, least recently used first, and no more of them than needed", () => {
  const tenants = [
    tenant("new", { lastUsed: 9 }),
    tenant("busy", { idle: false, lastUsed: 1 }),
    tenant("old", { lastUsed: 2 }),
  ];
  assert.deepEqual(findRoom(100, { budget: 300, tenants }), { kind: "room", unload: ["old"] });
  assert.deepEqual(findRoom(200, { budget: 300, tenants }), {
    kind: "room",
    unload: ["old", "new"],
  });
});

test("those at work are named when they leave no room", () => {
  const tenants = [tenant("busy", { idle: false }), tenant("idle")];
  assert.deepEqual(findRoom(250, { budget: 300, tenants }), { kind: "busy", tags: ["busy"] });
});

test("what is larger than the budget does not fit, and a budget of 0 is no limit", () => {
  assert.deepEqual(findRoom(400, { budget: 300, tenants: [] }), { kind: "tooLarge" });
  const tenants = [tenant("a", { memory: 1e12 })];
  assert.deepEqual(findRoom(1e12, { budget: 0, tenants }), { kind: "room", unload: [] });
});
