import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isAlive } from "../../src/platform/alive.ts";
import { openGpuCrashes } from "../../src/predictor/running/gpuCrashes.ts";
import { isPredictorError } from "../../src/predictor/errors.ts";
import { brokenByDriver, diesLoading, killedLoading, ownChat } from "../fakes/modules.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import {
  ask,
  open,
  ownModule,
  predictorProcess,
  read,
  tag,
  temporary,
  tinyChat,
  until,
} from "./setup.ts";

const forever = { script: ["▁one", "▁two"], loop: true };

test("a killed process fails the open answer in words, and the next question is answered", async (t) => {
  const model = tinyChat(forever, { options: { contextSize: 2048 } });
  const { predictors, states } = open(t, [model]);
  const { pid } = await predictors.load(tag);
  const failure = assert.rejects(
    async () => {
      for await (const _ of predictors.run(tag, ask("count"))) process.kill(pid, "SIGKILL");
    },
    (error: Error) => {
      assert.ok(isPredictorError(error, "predictor_failed"));
      assert.match(
        error.message,
        /Tiny stopped: its process ended \(SIGKILL\).*memory.*Send again/,
      );
      return true;
    },
  );
  await failure;
  await until(() => states.some(({ state }) => state.kind === "failed"));
  const again = await read(predictors.run(tag, ask("count", { max_output_tokens: 2 })));
  assert.equal(again.text, "one two");
  assert.notEqual((await predictors.load(tag)).pid, pid);
});

test("a process that ends by itself is a crash with its exit code", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  await assert.rejects(
    read(predictors.run(tag, ask("die bad_alloc"))),
    /process ended \(exit code 3\)\. There is not enough memory\..*Send again/,
  );
});

test("an error inside a prediction names the predictor and leaves it running", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  const { pid } = await predictors.load(tag);
  await assert.rejects(
    read(predictors.run(tag, ask("throw"))),
    (error: Error) =>
      isPredictorError(error, "predictor_failed") &&
      error.tag === tag &&
      error.message.includes("the cable is loose"),
  );
  assert.equal((await read(predictors.run(tag, ask("hello")))).text, "hello ");
  assert.equal((await predictors.load(tag)).pid, pid);
});

const whole = tinyGguf();
for (const [what, data] of [
  ["garbage", new TextEncoder().encode("this is no model at all, only text ".repeat(100))],
  ["an empty file", new Uint8Array()],
  ["half a model", whole.slice(0, whole.length / 2)],
] as const)
  test(`${what} is refused with advice`, async (t) => {
    const { predictors } = open(t, [{ ...tinyChat(), files: { "model.gguf": data } }]);
    await assert.rejects(
      predictors.load(tag),
      (error: Error) =>
        isPredictorError(error, "predictor_failed") &&
        /Tiny could not be started: .*Remove the model and download it again/.test(error.message),
    );
    const state = predictors.states().get(tag);
    assert.ok(state?.kind === "failed" && state.reason.includes("download it again"));
  });

test("a model file that is missing is said so", async (t) => {
  const { predictors } = open(t, [{ ...tinyChat(), files: {} }]);
  await assert.rejects(predictors.load(tag), /A file of the model is missing/);
});

test("what the process wrote before it died becomes advice", async (t) => {
  const line = "libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by llama-addon.node)";
  const { predictors } = open(t, [ownModule(diesLoading(line))]);
  await assert.rejects(
    predictors.load(tag),
    /could not be started: its process ended \(exit code 1\)\. This Linux is too old.*GLIBCXX_3\.4\.29/,
  );
});

test("a start that the system ends says what may help, and nothing starts it again by itself", async (t) => {
  const { predictors, states } = open(t, [ownModule(killedLoading)]);
  await assert.rejects(
    predictors.load(tag),
    /could not be started: its process ended \(SIGKILL\)\..*memory runs out.*smaller model.*memoryGb/,
  );
  const starts = (): number =>
    states.filter(({ state }) => state.kind === "loading" && state.fraction === 0).length;
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.equal(starts(), 1);
  await assert.rejects(read(predictors.run(tag, ask("?"))), /SIGKILL/, "a question does");
  assert.equal(starts(), 2);
});

test("a start that dies again and again is tried again only after a pause", async (t) => {
  const { predictors } = open(t, [ownModule(diesLoading("oops"))]);
  const attempt = async (): Promise<number> => {
    const started = performance.now();
    await assert.rejects(predictors.load(tag), /could not be started/);
    return performance.now() - started;
  };
  await attempt();
  await attempt();
  assert.ok((await attempt()) >= 950, "the third waits about a second");
});

for (const when of ["load", "answer"] as const)
  test(`a process that breaks on the graphics card without a word (${when}) is on the processor from the third time on`, async (t) => {
    const { predictors } = open(t, [ownModule(brokenByDriver(when))], { device: "auto" });
    for (let crash = 0; crash < 2; crash++)
      await assert.rejects(
        read(predictors.run(tag, ask("?"))),
        /\(SIGSEGV\)\. It ran on Vulkan \(Test\), whose driver may be at fault\. Update it, or switch the GPU off/,
      );
    assert.equal((await read(predictors.run(tag, ask("?")))).text, "alive");
    assert.match((await predictors.load(tag)).note ?? "", /failed twice/);
  });

test("a process that breaks on the processor is no fault of a graphics card", async (t) => {
  const module = brokenByDriver("answer").replace("Vulkan (Test)", "CPU");
  const { predictors } = open(t, [ownModule(module)], { device: "auto" });
  for (let crash = 0; crash < 3; crash++)
    await assert.rejects(read(predictors.run(tag, ask("?"))), /\(SIGSEGV\)\. The log shows/);
});

test("after two crashes of the graphics driver it runs on the processor and says why", async (t) => {
  const module = diesLoading("ggml_vulkan: ErrorDeviceLost", { onGpuOnly: true });
  const gpuCrashes = openGpuCrashes();
  const { predictors } = open(t, [ownModule(module)], { device: "auto", gpuCrashes });
  for (let crash = 0; crash < 2; crash++)
    await assert.rejects(predictors.load(tag), /The graphics driver failed/);
  const loaded = await predictors.load(tag);
  assert.match(loaded.note ?? "", /graphics driver failed twice.*Try the GPU Again/);
  assert.equal((await read(predictors.run(tag, ask("?")))).text, "alive");
  const after = open(t, [ownModule(module)], { device: "auto", gpuCrashes }).predictors;
  assert.match((await after.load(tag)).note ?? "", /failed twice/, "a restart forgets nothing");
  gpuCrashes.forget();
  await until(() => after.states().get(tag)?.kind === "absent");
  await assert.rejects(after.load(tag), /The graphics driver failed/, "the GPU is tried again");
});

test("an engine and a module that do not exist are refused in words", async (t) => {
  const broken = ownModule("export const nothing = 1;", { tag: "@test/broken" });
  const { predictors } = open(t, [tinyChat({}, { engine: "steam" }), broken]);
  await assert.rejects(predictors.load(tag), /engine "steam"\. Hearth has llama, sentence, piper/);
  await assert.rejects(predictors.load("@test/broken"), /must export "engine"/);
});

test("a predictor's process ends when its parent dies", async (t) => {
  const script = join(temporary(t), "parent.mjs");
  writeFileSync(
    script,
    `import { fork } from "node:child_process";
     const child = fork(${JSON.stringify(predictorProcess)}, { serialization: "advanced" });
     child.on("spawn", () => process.send(child.pid));
     setInterval(() => {}, 1000);`,
  );
  const parent = spawn(process.execPath, [script], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const pid = await new Promise<number>((resolve) =>
    parent.once("message", (message) => resolve(Number(message))),
  );
  // long enough for the child to listen
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.ok(isAlive(pid));
  parent.kill("SIGKILL");
  await until(() => !isAlive(pid));
});
