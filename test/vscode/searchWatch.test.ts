import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { gatherPaths } from "../../src/vscode/search/watch.ts";

test("changes that come together are told together, each path once", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const told: (readonly string[])[] = [];
  const changes = gatherPaths((paths) => told.push(paths));
  changes.add("/a");
  changes.add("/b");
  changes.add("/a");
  mock.timers.tick(299);
  assert.deepEqual(told, []);
  mock.timers.tick(1);
  assert.deepEqual(told, [["/a", "/b"]]);
  changes.add("/c");
  mock.timers.tick(300);
  assert.deepEqual(told.at(-1), ["/c"]);
  changes.add("/d");
  changes.dispose();
  mock.timers.tick(1000);
  assert.equal(told.length, 2, "nothing is told after disposal");
});
