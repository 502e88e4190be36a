import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { softwareCard } from "../../src/dev/softwareCard.ts";
import { silent } from "../../src/platform/log.ts";
import { askGraphics } from "../../src/predictor/running/graphics.ts";
import { ask, open, predictorProcess, read, tag, tinyChat } from "./setup.ts";

const unavailable: string[] = [];
const card = await softwareCard((line) => void unavailable.push(line));
const skip = card ? false : unavailable.join(" ");

/** What a test's processes find on this machine. */
function showing(context: TestContext, variables: Readonly<Record<string, string>> = {}): void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  context.after(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  });
}

const three = { script: ["▁one", "▁two", "▁three"] };
const written = (lines: readonly string[]): number =>
  lines.filter((line) => /Prepares Vulkan \(llvmpipe/.test(line)).length;

test(
  "a model computes on a graphics card what it computes on the processor",
  { skip },
  async (t) => {
    showing(t, card);
    const random = tinyChat({ layers: 4 });
    const firstToken = async (device: "auto" | "cpu") => {
      const { predictors } = open(t, [random], { device });
      const values = ask("What do you say?", {
        max_output_tokens: 4,
        logprobs: true,
        top_logprobs: 20,
      });
      const { chunks } = await read(predictors.run(tag, values));
      const likely = chunks.flatMap(({ choices }) =>
        choices.flatMap((one) => one.logprobs?.content ?? []),
      );
      const odds = new Map(
        likely[0]?.top_logprobs.map(({ bytes, logprob }) => [String(bytes), logprob]),
      );
      return { where: (await predictors.load(tag)).device, odds };
    };
    const [onCard, onProcessor] = [await firstToken("auto"), await firstToken("cpu")];
    assert.match(onCard.where, /^Vulkan \(llvmpipe/);
    assert.equal(onProcessor.where, "CPU");
    assert.equal(onCard.odds.size, 20);
    const both = [...onCard.odds].filter(([token]) => onProcessor.odds.has(token));
    // the last of twenty may be others: sums are made in another order
    assert.ok(both.length >= 18, `${both.length} of 20`);
    for (const [token, logprob] of both)
      assert.ok(Math.abs(logprob - (onProcessor.odds.get(token) ?? NaN)) < 0.05, token);
  },
);

test("what the driver must make for a model is made once, while it loads", { skip }, async (t) => {
  showing(t, card);
  const lines: string[] = [];
  const log = { ...silent, debug: (line: string) => void lines.push(line) };
  const { predictors } = open(t, [tinyChat(three)], { device: "auto", log });
  await predictors.load(tag);
  assert.equal(written(lines), 1);
  assert.equal((await read(predictors.run(tag, ask("count")))).text, "one two three");
  await predictors.unload(tag);
  await predictors.load(tag);
  assert.equal(written(lines), 1);
});

test(
  "a process that its driver kills is on the processor from the third time on",
  { skip },
  async (t) => {
    showing(t, card);
    const model = tinyChat({ ...three, loop: true }, { options: { contextSize: 2048 } });
    const { predictors } = open(t, [model], { device: "auto" });
    for (let crash = 0; crash < 2; crash++) {
      const { pid } = await predictors.load(tag);
      await assert.rejects(async () => {
        for await (const _ of predictors.run(tag, ask("count"))) process.kill(pid, "SIGSEGV");
      }, /It ran on Vulkan \(llvmpipe.*driver may be at fault/);
    }
    const { device, note } = await predictors.load(tag);
    assert.equal(device, "CPU");
    assert.match(note ?? "", /failed twice/);
  },
);

test("a driver without a card is no card", { skip }, async (t) => {
  showing(t, { VK_DRIVER_FILES: card?.["VK_DRIVER_FILES"] ?? "" });
  const { predictors } = open(t, [tinyChat(three)], { device: "auto" });
  const { device, note } = await predictors.load(tag);
  assert.deepEqual([device, note], ["CPU", "no GPU was found that it can use"]);
  assert.equal(await askGraphics(predictorProcess, silent), undefined);
});
