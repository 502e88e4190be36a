import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { checkPredictor, type Checked, type Finding } from "../../src/predictor/check/check.ts";
import type { ChatCompletionChunk } from "../../src/predictor/chatTypes.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { rules, rulesOf } from "../../src/predictor/contract/rules.ts";
import type { Clock } from "../../src/predictor/check/trial.ts";
import { changed, chunk, echo, embedder, likely, speaker, tensor, weighing } from "./samples.ts";

/** Time that passes only when somebody works. */
class WorkClock implements Clock {
  #now = 0;
  now(): number {
    return this.#now;
  }
  async work(ms: number): Promise<void> {
    this.#now += ms;
    await new Promise(setImmediate);
  }
  async sleep(ms: number): Promise<void> {
    for (const end = this.#now + ms; this.#now < end;) await new Promise(setImmediate);
  }
}

function check(predictor: Predictor, clock: Clock = new WorkClock()): Promise<Finding[]> {
  const never = new AbortController().signal;
  const run: Checked["run"] = (values, signal = never) =>
    predictor.predict(values, undefined, { signal });
  return collect(checkPredictor({ ...predictor, run, clock }));
}
const outcomes = (findings: readonly Finding[], outcome: Finding["outcome"]): string[] =>
  findings.filter((finding) => finding.outcome === outcome).map(({ rule }) => rule);
async function breaks(broken: string, predictor: Predictor, message: RegExp): Promise<void> {
  const found = (await check(predictor)).filter(({ outcome }) => outcome === "broken");
  assert.deepEqual(
    found.map((finding) => finding.rule),
    broken.split(" "),
  );
  assert.match(found[0]?.message ?? "", message);
}

/** The same predictor with another `predict`, which is handed the former one. */
const with_ = (
  predictor: Predictor,
  predict: (
    values: Record<string, unknown>,
    outputs: () => AsyncIterable<readonly unknown[]>,
  ) => AsyncIterable<readonly unknown[]>,
): Predictor => ({
  ...predictor,
  predict: (values, state, context) =>
    predict(values, () => predictor.predict(values, state, context)),
});

for (const predictor of [echo, embedder, speaker])
  test(`a good ${predictor.kind} predictor keeps every rule`, async () => {
    const findings = await check(predictor);
    assert.deepEqual(
      findings.filter(({ outcome }) => outcome === "broken"),
      [],
    );
    assert.deepEqual(outcomes(findings, "skipped"), ["A9"]);
    const expected = rulesOf(predictor.kind).filter((rule) => rules[rule].shownBy !== "client");
    assert.deepEqual(findings.map(({ rule }) => rule).sort(), [...expected].sort());
  });

test("a chat predictor that takes logprobs gives them", async () => {
  const telling = weighing([likely("Hello"), likely(".")]);
  const isBroken = async (predictor: Predictor): Promise<boolean> =>
    outcomes(await check(predictor), "broken").includes("C15");
  assert.equal(await isBroken(telling), false);
  const silent: Predictor = {
    ...telling,
    predict: (values, state, context) =>
      telling.predict({ ...values, logprobs: false }, state, context),
  };
  assert.equal(await isBroken(silent), true);
});

test("every rule of a broken signature is found at once, and nothing is run", async () => {
  const signature = changed(
    changed(speaker.signature, "voice", { optional: true, default: "ada" }),
    "output0",
    { sampleRate: 0 },
  );
  const findings = await check({
    ...speaker,
    signature,
    predict: () => assert.fail("it was run"),
  });
  assert.deepEqual(outcomes(findings, "broken"), ["S3", "S9"]);
  assert.equal(findings.find(({ rule }) => rule === "S3")?.parameter, "voice");
  assert.ok(outcomes(findings, "skipped").includes("S7"));
});

test("A5: a predictor that is spoilt by one failure is found", async () => {
  let spoilt = false;
  const fragile = with_(embedder, (values, outputs) => {
    if (!values["texts"]) spoilt = true;
    if (spoilt) throw new Error("out of order");
    return outputs();
  });
  await breaks("A5", fragile, /the next one failed: .*out of order/);
});

/** Says as many words as it is asked for, ten milliseconds each; heeds cancelling or not. */
function slow(clock: WorkClock, heedful: boolean): Predictor {
  return {
    ...echo,
    async *predict(values, _state, { signal }) {
      yield [chunk({ role: "assistant" })];
      for (let i = 0; i < Number(values["limit"]); i++) {
        await clock.work(10);
        if (heedful && signal.aborted) return;
      }
      yield [chunk({}, "length")];
    },
  };
}

test("A9: a predictor that works on after it was cancelled is found", async () => {
  for (const heedful of [true, false]) {
    const clock = new WorkClock();
    const finding = (await check(slow(clock, heedful), clock)).find(({ rule }) => rule === "A9");
    assert.equal(finding?.outcome, heedful ? "kept" : "broken");
    if (!heedful) assert.match(finding?.message ?? "", /a call of 1\.3 s was cancelled early, yet/);
  }
});

/** echo with its chunks changed. */
const chat = (change: (chunk: ChatCompletionChunk, i: number) => object): Predictor =>
  with_(echo, async function* (_, outputs) {
    let i = 0;
    for await (const [item] of outputs()) yield [change(item as ChatCompletionChunk, i++)];
  });

test("C5, C6, C7, C9: chunks that break a rule are found", async () => {
  await breaks(
    "C5",
    chat((item, i) => ({ ...item, id: `chunk-${i}` })),
    /id changed/,
  );
  await breaks(
    "C6",
    chat((item, i) => (i ? item : chunk({ content: "" }))),
    /no role/,
  );
  await breaks(
    "C9",
    chat((item) => (item.usage ? { ...item, usage: { ...item.usage, total_tokens: 99 } } : item)),
    /adds up to 99/,
  );
  await breaks(
    "C7",
    chat((item) => (item.choices[0]?.finish_reason === "length" ? chunk({}, "stop") : item)),
    /ended with stop, not length/,
  );
});

test("C10: a predictor that answers otherwise each time is found", async () => {
  let calls = 0;
  const moody = with_(echo, async function* (_, outputs) {
    calls++;
    for await (const [item] of outputs()) {
      const { choices } = item as ChatCompletionChunk;
      yield [choices[0]?.finish_reason ? item : chunk({ role: "assistant", content: `${calls}` })];
    }
  });
  await breaks("C10", moody, /two answers/);
});

/** embedder with its tensor changed. */
const embedding = (change: (rows: number[][], texts: readonly string[]) => number[][]): Predictor =>
  with_(embedder, async function* (values, outputs) {
    for await (const [rows, usage] of outputs()) {
      const { data, shape } = rows as ReturnType<typeof tensor>;
      const [count = 0, size = 0] = shape;
      const list = Array.from({ length: count }, (_, i) => [
        ...data.subarray(i * size, (i + 1) * size),
      ]);
      const next = change(list, values["texts"] as string[]);
      yield [tensor(next.flat(), [next.length, size]), usage];
    }
  });

test("E6, E10, E13: rows that break a rule are found", async () => {
  const byValue = (a: number[], b: number[]): number => (a[0] ?? 0) - (b[0] ?? 0);
  await breaks(
    "E6 E13",
    embedding((rows) => rows.toSorted(byValue)),
    /when the list was turned round/,
  );
  await breaks(
    "E6",
    embedding((rows) => rows.slice(0, 1)),
    /3 texts gave 1 rows/,
  );
  await breaks(
    "E10",
    embedding((rows) => rows.map((row) => row.map(() => Number.NaN))),
    /NaN/,
  );
  const leaking = embedding((rows) =>
    rows.map((row) => row.map((x, i) => (i === 2 ? x + rows.length : x))),
  );
  await breaks("E13", leaking, /alone than among others/);
});

test("E9: a predictor that does not heed dimensions is found", async () => {
  const deaf: Predictor = {
    ...embedder,
    predict: (values, ...rest) => embedder.predict({ ...values, dimensions: 4 }, ...rest),
  };
  await breaks("E9", deaf, /2 dimensions were asked for, and 4 came/);
});

test("S11, S15, S16: sound that breaks a rule is found", async () => {
  const deaf: Predictor = {
    ...speaker,
    predict: (values, ...rest) => speaker.predict({ ...values, speed: 1 }, ...rest),
  };
  await breaks("S11", deaf, /speed 2 gave 100 % of the frames/);
  const sounding = (shape: readonly number[], value: number): Predictor =>
    with_(
      {
        ...speaker,
        signature: { ...speaker.signature, inputs: speaker.signature.inputs.slice(1) },
      },
      async function* () {
        yield [tensor(Array<number>(shape.reduce((a, b) => a * b)).fill(value), shape)];
      },
    );
  await breaks("S15", sounding([100], 0), /silent/);
  await breaks("S15", sounding([100], Number.NaN), /NaN/);
  await breaks("S16", sounding([100, 2], 0.5), /\(frames, channels\)/);
});

test("A9: a check that is cancelled throws an abort", async () => {
  const stop = new AbortController();
  const run: Checked["run"] = (values, signal = stop.signal) => {
    stop.abort();
    return echo.predict(values, undefined, { signal });
  };
  await assert.rejects(
    collect(checkPredictor({ ...echo, run, clock: new WorkClock() }, stop.signal)),
    {
      name: "AbortError",
    },
  );
});
