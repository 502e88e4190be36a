import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { abortError, UserError } from "../../src/platform/errors.ts";
import { silent } from "../../src/platform/log.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import { registerCommands, reportTo } from "../../src/vscode/commands.ts";
import { editor, reset } from "../fakes/vscode.ts";

beforeEach(reset);

function open() {
  const logged: string[] = [];
  const downloads: string[] = [];
  let logShown = 0;
  const log = {
    ...silent,
    error: (message: unknown) => void logged.push(String(message)),
    show: () => void logShown++,
  };
  const report = reportTo({
    log: log as never,
    download: async (tag) => {
      downloads.push(tag);
      throw new UserError("The disk is full.");
    },
  });
  return { report, logged, downloads, logShown: () => logShown };
}

test("a cancelled command says nothing", async () => {
  const { report, logged } = open();
  report("A command", abortError());
  await setImmediate();
  assert.deepEqual(editor.asked, []);
  assert.deepEqual(logged, []);
});

test("a message for people is shown as it was written", async () => {
  const { report, logged } = open();
  report("A command", new UserError("Select some code first."));
  await setImmediate();
  assert.deepEqual(editor.asked, [{ message: "Select some code first." }]);
  assert.match(logged[0] ?? "", /^A command failed: /);
});

test("a bug shows no inner words, and the button leads to the log", async () => {
  const { report, logged, logShown } = open();
  editor.answers.push((buttons) => buttons[0]);
  report("A command", new TypeError("x is undefined"));
  await setImmediate();
  assert.doesNotMatch(editor.asked[0]?.message ?? "", /undefined/);
  assert.match(logged[0] ?? "", /x is undefined/);
  assert.equal(logShown(), 1);
});

test("a missing model is offered, fetched when wished, and a failure of that is shown too", async () => {
  const { report, downloads } = open();
  const code = "model_not_installed";
  const missing = new PredictorError({ code, tag: "@test/model", message: "It is not here." });
  report("A command", missing);
  await setImmediate();
  assert.deepEqual(downloads, []);
  editor.answers.push((buttons) => buttons.find((one) => one === "Download…"));
  report("A command", missing);
  await setImmediate();
  assert.deepEqual(downloads, ["@test/model"]);
  assert.equal(editor.asked.at(-1)?.message, "The disk is full.");
});

test("a command gives its result back; one that fails is reported once and gives nothing", async () => {
  const failures: unknown[] = [];
  const error = new UserError("No.");
  const registered = registerCommands(
    {
      "hearth.newChat": (a: number, b: number) => a + b,
      "hearth.stopChat": async () => Promise.reject(error),
    },
    (doing, failure) => failures.push([doing, failure]),
  );
  assert.equal(await editor.registered.get("hearth.newChat")?.(1, 2), 3);
  assert.equal(await editor.registered.get("hearth.stopChat")?.(), undefined);
  assert.deepEqual(failures, [["hearth.stopChat", error]]);
  registered.dispose();
  assert.equal(editor.registered.size, 0);
});
