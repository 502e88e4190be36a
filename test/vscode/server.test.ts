import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import { UserError } from "../../src/platform/errors.ts";
import { showServer } from "../../src/vscode/server.ts";
import { editor, reset } from "../fakes/vscode.ts";

beforeEach(reset);

function open(fail?: Error) {
  const secrets = new Map<string, string>();
  const started: { readonly port: number; readonly token: string }[] = [];
  let closed = 0;
  const ui = showServer({
    secrets: {
      get: async (key: string) => secrets.get(key),
      store: async (key: string, value: string) => void secrets.set(key, value),
    } as unknown as vscode.SecretStorage,
    async start(options) {
      if (fail && !started.length) {
        started.push(options);
        throw fail;
      }
      started.push(options);
      const { port } = options;
      return { port, url: `http://127.0.0.1:${port}/v1`, close: async () => void closed++ };
    },
  });
  const run = async (name: string): Promise<void> => {
    await ui.commands[`hearth.${name}`]?.();
    await new Promise(setImmediate);
  };
  return { run, ui, started, secrets, closed: () => closed };
}

test("the server is off until it is started, and then shows where it is", async () => {
  const { run, started, closed } = open();
  const [item] = editor.statusItems;
  assert.deepEqual([started.length, item?.visible], [0, false]);
  await run("startServer");
  assert.deepEqual(
    [started[0]?.port, item?.visible, item?.text],
    [4327, true, "$(broadcast) 4327"],
  );
  assert.equal(editor.contexts.get("hearth.serving"), true);
  await run("stopServer");
  assert.deepEqual([closed(), item?.visible], [1, false]);
  assert.equal(editor.contexts.get("hearth.serving"), false);
});

test("a token is made once, shown once, and kept as a secret", async () => {
  const { run, started, secrets } = open();
  await run("startServer");
  const token = started[0]?.token ?? "";
  assert.match(token, /^[\w-]{32}$/);
  assert.deepEqual([...secrets.values()], [token]);
  assert.ok(editor.asked[0]?.message.includes(token));
  await run("stopServer");
  await run("startServer");
  assert.equal(started[1]?.token, token);
  assert.ok(!editor.asked[1]?.message.includes(token));
});

test("address and token can be copied, from the message and by command", async () => {
  const { run, started } = open();
  editor.answers.push((buttons) => buttons[1]);
  await run("startServer");
  assert.equal(editor.clipboard, started[0]?.token);
  await run("copyServerUrl");
  assert.equal(editor.clipboard, "http://127.0.0.1:4327/v1");
  await run("copyServerToken");
  assert.equal(editor.clipboard, started[0]?.token);
});

test("whoever starts it twice gets one server; one that could not start can be tried again", async () => {
  const twice = open();
  await Promise.all([twice.run("startServer"), twice.run("startServer")]);
  assert.equal(twice.started.length, 1);
  const failing = open(new UserError("Port 4327 is taken."));
  await assert.rejects(failing.run("startServer"), /taken/);
  assert.equal(editor.statusItems[1]?.visible, false);
  await failing.run("startServer");
  assert.equal(editor.statusItems[1]?.visible, true);
});

test("the server ends with the editor", async () => {
  const { run, ui, closed } = open();
  await run("startServer");
  ui.dispose();
  await new Promise(setImmediate);
  assert.equal(closed(), 1);
});
