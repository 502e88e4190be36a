import assert from "node:assert/strict";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { after, test } from "node:test";
import { isAlive } from "../../src/platform/alive.ts";

const root = await mkdtemp(join(tmpdir(), "hearth-cli-"));
after(() => rm(root, { recursive: true, force: true }));

const signature = {
  inputs: [{ name: "messages", dtype: "list", description: "Messages." }],
  outputs: [{ name: "answer", dtype: "dict", schema: { title: "ChatCompletionChunk" } }],
};

/** A chat predictor of somebody's own, in a folder. Its first word is the id of its process. */
async function writePredictor(name: string, body: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  const manifest = {
    ...{
      tag: `@test/${name}`,
      kind: "chat",
      engine: "./index.mjs",
      title: name,
      description: "A test.",
    },
    ...{ licence: { id: "MIT" }, languages: ["en"], files: [], memory: 0, options: {} },
  };
  await writeFile(join(folder, "predictor.json"), JSON.stringify(manifest));
  const module = `
    const chunk = (content, reason = null) => [{
      object: "chat.completion.chunk", id: "1", created: 1, model: "@test/${name}",
      choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: reason }],
    }];
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    export const engine = ({ tag, kind, description }) => ({
      tag, kind, description,
      signature: ${JSON.stringify(signature)},
      load: async () => {},
      dispose: async () => {},
      async *predict({ messages }, state, { signal }) {
        yield chunk(process.pid + " ");
        ${body}
      },
    });`;
  await writeFile(join(folder, "index.mjs"), module);
  return folder;
}
const endless = await writePredictor(
  "endless",
  'for (;;) { yield chunk("x".repeat(999)); await pause(); }',
);
const brief = await writePredictor("brief", 'yield chunk(messages.at(-1).content, "stop");');

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** The bundled command line, with a data folder of its own. */
function start(...args: string[]): Child {
  return spawn(process.execPath, ["dist/cli.mjs", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, HEARTH_HOME: join(root, "home"), HEARTH_OFFLINE: "1" },
  });
}
async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(...args);
  const closed = once(child, "close") as Promise<[number | null]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, err };
}

/** Starts an answer without end and gives the id of the predictor's process. */
async function startEndless(): Promise<{ child: Child; predictor: number; err: Promise<string> }> {
  const child = start("--predictors", endless, "chat", "-m", "@test/endless", "hi");
  const err = text(child.stderr);
  const [first] = (await once(child.stdout, "data")) as [Buffer];
  return { child, predictor: Number.parseInt(first.toString(), 10), err };
}

async function gone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid) && tries < 100; tries++) await pause(20);
  assert.ok(!isAlive(pid), "the predictor's process lives on");
}

test("the bundle runs from anywhere: version, models, and an exit code for wrong usage", async () => {
  assert.match((await run("--version")).out, /^\d+\.\d+\.\d+\n$/);
  const { code, out } = await run("models", "--json");
  assert.equal(code, 0);
  const list = JSON.parse(out) as { tag: string; state: string }[];
  assert.ok(
    list.some(({ tag, state }) => tag === "@hearth/smollm2-135m-instruct" && state === "absent"),
  );
  assert.equal((await run("chat", "--loud")).code, 2);
});

test("a missing model ends with 1 and names the command that fetches it", async () => {
  const { code, out, err } = await run("chat", "hi");
  assert.deepEqual([code, out], [1, ""]);
  assert.match(err, /^hearth: .* Run: hearth models download @hearth\/smollm2-135m-instruct\n$/);
});

test("a predictor of one's own answers, in a process of its own", async () => {
  const { code, out, err } = await run("--predictors", brief, "chat", "-m", "@test/brief", "hello");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^\d+ hello\n$/);
});

test("check tells a good folder from a broken one by its exit code", async () => {
  assert.equal((await run("check", brief)).code, 0);
  const broken = await writePredictor("broken", 'yield chunk("and no end");');
  const { code, out, err } = await run("check", broken);
  assert.equal(code, 1);
  assert.match(out, /^✖ C7 .*without a finish reason/m);
  assert.match(err, /^hearth: @test\/broken breaks a rule/);
});

test("Ctrl-C ends with 130 at once, says nothing, and leaves no process behind", async () => {
  const { child, predictor, err } = await startEndless();
  assert.ok(isAlive(predictor));
  child.stdout.resume();
  const asked = performance.now();
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number | null];
  assert.equal(code, 130);
  assert.ok(performance.now() - asked < 1500, "it took too long");
  assert.equal(await err, "");
  await gone(predictor);
});

test("a reader that goes away ends the command quietly, and the predictor too", async () => {
  const { child, predictor, err } = await startEndless();
  child.stdout.destroy();
  const [code] = (await once(child, "close")) as [number | null];
  assert.deepEqual([code, await err], [0, ""]);
  await gone(predictor);
});

test("a killed command line leaves no predictor behind", async () => {
  const { child, predictor } = await startEndless();
  child.kill("SIGKILL");
  await gone(predictor);
});

test("the command line's own folder does not matter", async () => {
  const child = spawn(process.execPath, [resolve("dist/cli.mjs"), "models"], {
    stdio: ["ignore", "pipe", "ignore"],
    cwd: root,
    env: { ...process.env, HEARTH_HOME: join(root, "home") },
  });
  assert.match(await text(child.stdout), /^MODEL /);
});
