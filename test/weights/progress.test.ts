import assert from "node:assert/strict";
import { test } from "node:test";
import { skipping } from "../../src/models/download/body.ts";
import type { InstallProgress } from "../../src/models/models.ts";
import { calm } from "../../src/models/download/progress.ts";
import { collect } from "../../src/platform/stream.ts";

test("progress never goes backwards, the latest item always comes, and a new doing comes at once", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const told: InstallProgress[] = [];
  const tell = calm((progress) => told.push(progress));
  const say = (done: number, doing: string): void => tell({ done, bytes: 100, doing });
  say(10, "a");
  say(20, "a");
  say(50, "a");
  assert.deepEqual(
    told.map(({ done }) => done),
    [10],
  );
  context.mock.timers.tick(100);
  say(5, "b");
  assert.deepEqual(
    told.map(({ done, doing }) => [done, doing]),
    [
      [10, "a"],
      [50, "a"],
      [50, "b"],
    ],
  );
});

test("a stream is skipped to an offset, wherever its chunks end", async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (const bytes of [[0, 1], [2, 3, 4], [], [5, 6]]) yield Uint8Array.from(bytes);
  }
  for (let offset = 0; offset <= 8; offset++) {
    const bytes = (await collect(skipping(chunks(), offset))).flatMap((chunk) => [...chunk]);
    assert.deepEqual(bytes, [0, 1, 2, 3, 4, 5, 6].slice(offset));
  }
});
