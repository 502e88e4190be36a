import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerThreads, pacing } from "../../predictors/llama/answerThreads.ts";

/** Writes so many tokens on a machine where one takes `ms(threads)`; returns the threads that wrote each. */
function write(
  threads: AnswerThreads,
  ms: (threads: number) => number,
  tokens: number,
): readonly number[] {
  return Array.from({ length: tokens }, () => {
    const now = threads.next();
    threads.took(ms(now));
    return now;
  });
}

const count = (used: readonly number[], threads: number): number =>
  used.filter((one) => one === threads).length;

test("all cores write where that is quicker, after a trial", () => {
  const threads = new AnswerThreads(1, 2);
  assert.equal(threads.next(), 1);
  write(threads, (now) => 10 / now, 40);
  assert.equal(threads.next(), 2);
  assert.equal(
    count(
      write(threads, (now) => 10 / now, 500),
      2,
    ),
    500,
  );
});

test("a gain of nearly nothing leaves a core to the editor", () => {
  const threads = new AnswerThreads(3, 4);
  const used = write(threads, (now) => (now === 4 ? 9.7 : 10), 2_000);
  assert.equal(threads.next(), 3);
  assert.ok(count(used, 4) < 70, `${count(used, 4)} tokens of 2,000 for trials`);
});

test("all cores that are ten times slower are given up after one token, and tried ever more seldom", () => {
  const threads = new AnswerThreads(1, 2);
  const used = write(threads, (now) => (now === 2 ? 100 : 10), 3_000);
  const trials = count(used, 2);
  assert.ok(trials >= 3 && trials <= 8, `${trials} tokens`);
});

test("when another program takes a core, few threads go on within some tokens; when it ends, all cores are back", () => {
  const threads = new AnswerThreads(1, 2);
  write(threads, (now) => 10 / now, 100);
  const busy = write(threads, (now) => (now === 2 ? 60 : 12), 200);
  assert.ok(count(busy, 2) <= 8, `${count(busy, 2)} slow tokens`);
  const free = write(threads, (now) => 10 / now, 500);
  assert.ok(count(free, 2) > 250, `${count(free, 2)} of 500`);
});

test("one slow token among few does not make all cores look quick", () => {
  const threads = new AnswerThreads(1, 2);
  let token = 0;
  write(threads, (now) => (now === 2 ? 11 : token++ % 10 === 9 ? 200 : 10), 1_000);
  assert.equal(threads.next(), 1);
});

test("a context that grows makes both slower, and all cores stay", () => {
  const threads = new AnswerThreads(1, 2);
  let token = 0;
  const used = write(threads, (now) => (10 + token++ / 100) / (now === 2 ? 1.4 : 1), 2_000);
  assert.ok(count(used, 2) > 1_500, `${count(used, 2)} of 2,000`);
});

test("who wants the same text again gets the same threads throughout", () => {
  const threads = new AnswerThreads(1, 2);
  write(threads, (now) => 10 / now, 100);
  assert.equal(
    count(
      write(threads.fixed(), (now) => 10 / now, 500),
      1,
    ),
    500,
  );
});

test("the engine is told before each token, and several at once count as their share", () => {
  const llama = { maxThreads: 0 };
  let time = 0;
  const wrote = pacing(new AnswerThreads(1, 2), llama, () => time);
  const used: number[] = [];
  for (let i = 0; i < 60; i++) {
    used.push(llama.maxThreads);
    const tokens = 1 + (i % 3);
    wrote(0);
    // a token takes 10 ms with one thread, 6 ms with two
    time += tokens * (llama.maxThreads === 2 ? 6 : 10);
    wrote(tokens);
  }
  assert.deepEqual([used[0], used.at(-1)], [1, 2]);
  assert.equal(count(used, 1), 17, "one to start the clock, then 16 to know the usual time");
});
