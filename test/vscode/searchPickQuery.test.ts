import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Feed } from "../../src/platform/stream.ts";
import { LiveQuery } from "../../src/vscode/searchPickQuery.ts";

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function begin() {
  const asked: { query: string; signal: AbortSignal; feed: Feed<string> }[] = [];
  const shown: (string | undefined)[] = [];
  const failures: unknown[] = [];
  let busy = false;
  const live = new LiveQuery<string>({
    run: (query, signal) => {
      const feed = new Feed<string>();
      asked.push({ query, signal, feed });
      return feed;
    },
    show: (answer) => shown.push(answer),
    busy: (now) => (busy = now),
    fail: (error) => failures.push(error),
  });
  return { live, asked, shown, failures, busy: () => busy };
}

test("a query is asked after a pause in typing, and only the last one", () => {
  const { live, asked, busy } = begin();
  for (const typed of ["g", "gr", "gre"]) {
    live.ask(typed);
    mock.timers.tick(100);
  }
  assert.equal(asked.length, 0);
  assert.ok(busy());
  mock.timers.tick(20);
  assert.deepEqual(
    asked.map(({ query }) => query),
    ["gre"],
  );
});

test("every answer to the newest query is shown, and then it is no longer busy", async () => {
  const { live, asked, shown, busy } = begin();
  live.ask("greet", true);
  asked[0]?.feed.push("words");
  await turn();
  assert.ok(busy());
  asked[0]?.feed.push("meaning");
  asked[0]?.feed.end();
  await turn();
  assert.deepEqual(shown, ["words", "meaning"]);
  assert.equal(busy(), false);
});

test("a new key cancels the former query, and what it still says is not shown", async () => {
  const { live, asked, shown } = begin();
  live.ask("old", true);
  await turn();
  live.ask("new");
  assert.ok(asked[0]?.signal.aborted);
  asked[0]?.feed.push("late");
  asked[0]?.feed.end();
  await turn();
  assert.deepEqual(shown, []);
});

test("nothing typed asks nothing and clears what was shown", () => {
  const { live, asked, shown, busy } = begin();
  live.ask("  ");
  mock.timers.tick(1000);
  assert.equal(asked.length, 0);
  assert.deepEqual(shown, [undefined]);
  assert.equal(busy(), false);
});

test("a failure of the newest query is told, one of an older query is not", async () => {
  const { live, asked, failures } = begin();
  live.ask("a", true);
  live.ask("b", true);
  asked[0]?.feed.fail(new Error("old"));
  asked[1]?.feed.fail(new Error("new"));
  await turn();
  assert.deepEqual(failures.map(String), ["Error: new"]);
});

test("stopping cancels the query that waits and the one that runs", () => {
  const { live, asked } = begin();
  live.ask("a", true);
  live.stop();
  assert.ok(asked[0]?.signal.aborted);
  live.ask("b");
  live.stop();
  mock.timers.tick(1000);
  assert.equal(asked.length, 1);
});
