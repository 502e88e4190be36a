import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed } from "../../src/platform/stream.ts";
import { LiveQuery } from "../../src/vscode/search/liveQuery.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function begin(blank = false) {
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
    blank,
  });
  return { live, asked, shown, failures, busy: () => busy };
}

test("every key is asked at once, and gives up the query before it", () => {
  const { live, asked, busy } = begin();
  for (const typed of ["g", "gr", "gre"]) live.ask(typed);
  assert.deepEqual(
    asked.map(({ query, signal }) => [query, signal.aborted]),
    [
      ["g", true],
      ["gr", true],
      ["gre", false],
    ],
  );
  assert.ok(busy());
});

test("every answer to the newest query is shown, and then it is no longer busy", async () => {
  const { live, asked, shown, busy } = begin();
  live.ask("greet");
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
  live.ask("old");
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
  assert.equal(asked.length, 0);
  assert.deepEqual(shown, [undefined]);
  assert.equal(busy(), false);
});

test("a failure of the newest query is told, one of an older query is not", async () => {
  const { live, asked, failures } = begin();
  live.ask("a");
  live.ask("b");
  asked[0]?.feed.fail(new Error("old"));
  asked[1]?.feed.fail(new Error("new"));
  await turn();
  assert.deepEqual(failures.map(String), ["Error: new"]);
});

test("stopping cancels the query that runs", () => {
  const { live, asked } = begin();
  live.ask("a");
  live.stop();
  assert.ok(asked[0]?.signal.aborted);
});

test("a list that begins with something asks for it before anything is typed", () => {
  const { live, asked } = begin(true);
  live.ask("");
  assert.deepEqual(
    asked.map(({ query }) => query),
    [""],
  );
});
