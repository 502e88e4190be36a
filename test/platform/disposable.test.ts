import assert from "node:assert/strict";
import { test } from "node:test";
import { DisposableStore } from "../../src/platform/disposable.ts";
import { Emitter } from "../../src/platform/event.ts";

test("what is owned is released in reverse order, once", () => {
  const released: string[] = [];
  const store = new DisposableStore();
  for (const name of ["first", "second"]) store.add({ dispose: () => void released.push(name) });
  store.dispose();
  store.dispose();
  assert.deepEqual(released, ["second", "first"]);
});

test("what is added after disposal is released at once", () => {
  const store = new DisposableStore();
  store.dispose();
  let released = false;
  store.add({ dispose: () => void (released = true) });
  assert.ok(released);
});

test("one that throws does not keep the others", () => {
  const store = new DisposableStore();
  let released = false;
  store.add({ dispose: () => void (released = true) });
  store.add({
    dispose: () => {
      throw new Error("stuck");
    },
  });
  assert.throws(() => store.dispose(), /stuck/);
  assert.ok(released);
});

test("a listener hears events until it is disposed, also when it leaves while one is told", () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  const listener = emitter.event((value) => {
    heard.push(value);
    if (value === 2) listener.dispose();
  });
  [1, 2, 3].forEach((value) => emitter.fire(value));
  assert.deepEqual(heard, [1, 2]);
});
