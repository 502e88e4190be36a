import assert from "node:assert/strict";
import { test } from "node:test";
import { fromJson, toJson } from "../../src/chat/conversation.ts";
import type { Turn } from "../../src/chat/protocol.ts";
import { allTurns, turned, withVersion } from "../../src/chat/versions.ts";

const turn = (id: string): Turn => ({
  id,
  question: { text: id, attachments: [] },
  answer: {
    ...{ text: "yes", reasoning: "", model: "@test/model", leftOut: 0 },
    state: { kind: "finished", reason: "stop" },
  },
});
const ids = (turns: readonly Turn[]): string => turns.map(({ id }) => id).join(" ");

/** a b c, then from b on: d, then from d on: e */
const three = withVersion(withVersion([turn("a"), turn("b"), turn("c")], 1, [turn("d")]), 1, [
  turn("e"),
]);

test("each edit adds a version after the others and shows it", () => {
  assert.equal(ids(three), "a e");
  assert.equal(three[1]?.versions?.before.length, 2);
  assert.equal(three[1]?.versions?.after.length, 0);
});

test("turning goes from version to version, with all that followed, and stops at both ends", () => {
  const second = turned(three, "e", -1);
  assert.equal(ids(second), "a d");
  const first = turned(second, "d", -1);
  assert.equal(ids(first), "a b c");
  assert.equal(turned(first, "b", -1), first);
  assert.equal(turned(three, "e", 1), three);
  assert.equal(turned(three, "nobody", 1), three);
  assert.deepEqual(turned(turned(first, "b", 1), "d", 1), three);
});

test("a version keeps the versions that lie inside it", () => {
  const first = turned(turned(three, "e", -1), "d", -1);
  const inner = withVersion(first, 2, [turn("f")]);
  assert.equal(ids(inner), "a b f");
  const away = turned(inner, "b", 1);
  assert.equal(ids(away), "a d");
  const back = turned(away, "d", -1);
  assert.deepEqual(back, inner);
  assert.equal(ids(turned(back, "f", -1)), "a b c");
  assert.deepEqual(new Set(allTurns(away).map(({ id }) => id)), new Set("abcdef"));
});

test("versions survive the way to the disk; damaged ones make the file damaged", () => {
  const whole = { id: "x", title: "t", created: 1, changed: 2, turns: three };
  assert.deepEqual(fromJson(JSON.parse(toJson(whole))), whole);
  const damaged = { ...whole, turns: [{ ...turn("a"), versions: { before: [[]], after: [] } }] };
  assert.equal(fromJson(JSON.parse(toJson(damaged))), undefined);
});
