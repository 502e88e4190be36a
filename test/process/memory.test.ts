import assert from "node:assert/strict";
import { test } from "node:test";
import { isAlive } from "../../src/platform/alive.ts";
import { isAbort } from "../../src/platform/errors.ts";
import { ownChat } from "../fakes/modules.ts";
import { ask, open, ownModule, read, until } from "./setup.ts";

const megabyte = 1_000_000;
const sized = (name: string, megabytes: number) =>
  ownModule(ownChat, { tag: `@test/${name}`, title: name, memory: megabytes * megabyte });

test("the idle predictor that was used least recently makes room for the next", async (t) => {
  const models = [sized("a", 400), sized("b", 400), sized("c", 400)];
  const { predictors } = open(t, models, { memoryBudget: 1000 * megabyte });
  const a = await predictors.load("@test/a");
  const b = await predictors.load("@test/b");
  await read(predictors.run("@test/a", ask("again")));
  await until(() => predictors.states().get("@test/a")?.kind === "ready");
  const c = await predictors.load("@test/c");
  assert.deepEqual([isAlive(a.pid), isAlive(b.pid), isAlive(c.pid)], [true, false, true]);
  assert.equal(predictors.states().get("@test/b")?.kind, "absent");
});

test("a predictor that does not fit even alone is refused by name and with both numbers", async (t) => {
  const { predictors } = open(t, [sized("large", 3000)], { memoryBudget: 2000 * megabyte });
  await assert.rejects(
    predictors.load("@test/large"),
    /large needs about 3,000 MB of memory, but Hearth may use 2,000 MB\. Choose a smaller model/,
  );
});

test("a predictor at work is not unloaded for another; the refusal names it", async (t) => {
  const models = [sized("a", 600), sized("b", 600)];
  const { predictors } = open(t, models, { memoryBudget: 1000 * megabyte });
  const controller = new AbortController();
  const work = read(predictors.run("@test/a", ask("wait"), controller.signal));
  await until(() => predictors.states().get("@test/a")?.kind === "busy");
  await assert.rejects(predictors.load("@test/b"), /@test\/a is at work\. Wait for it/);
  controller.abort();
  await assert.rejects(work, isAbort);
  await until(() => predictors.states().get("@test/a")?.kind === "ready");
  await predictors.load("@test/b");
  assert.equal(predictors.states().get("@test/a")?.kind, "absent");
});

test("two that start at the same time do not both count on the same memory", async (t) => {
  const models = [sized("a", 600), sized("b", 600)];
  const { predictors } = open(t, models, { memoryBudget: 1000 * megabyte });
  const results = await Promise.allSettled([
    predictors.load("@test/a"),
    predictors.load("@test/b"),
  ]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});
