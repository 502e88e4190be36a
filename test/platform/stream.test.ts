import assert from "node:assert/strict";
import { test } from "node:test";
import {
  fromWire,
  isAbort,
  isUserError,
  toWire,
  UserError,
  abortError,
} from "../../src/platform/errors.ts";
import { collect, Feed, last } from "../../src/platform/stream.ts";

test("what was pushed before a failure is still read", async () => {
  const feed = new Feed<number>();
  [1, 2].forEach((item) => feed.push(item));
  feed.fail(new Error("broken"));
  feed.push(3);
  const read: number[] = [];
  await assert.rejects(async () => {
    for await (const item of feed) read.push(item);
  }, /broken/);
  assert.deepEqual(read, [1, 2]);
});

test("leaving a feed early tells its owner, reading it to the end does not", async () => {
  let left = 0;
  const early = new Feed<number>(() => left++);
  early.push(1);
  for await (const _ of early) break;
  assert.equal(left, 1);
  const whole = new Feed<number>(() => left++);
  whole.push(1);
  whole.end();
  assert.deepEqual(await collect(whole), [1]);
  assert.equal(left, 1);
});

test("the last item of an empty stream is an error", async () => {
  const empty = new Feed<number>();
  empty.end();
  await assert.rejects(last(empty), /without an answer/);
});

test("an error keeps what it is on its way through a process", () => {
  assert.ok(isUserError(fromWire(toWire(new UserError("Free some space.")))));
  assert.ok(isAbort(fromWire(toWire(abortError()))));
  assert.equal(isUserError(fromWire(toWire(new TypeError("x is undefined")))), false);
  assert.equal(fromWire(toWire("just text")).message, "just text");
});
