import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { piece } from "../remote/setup.ts";
import { answerEnd, answerText, ask, openChat } from "./asking.ts";

let window: Workbench;
let endpoint: Server;
const keys: (string | undefined)[] = [];

before(async () => {
  endpoint = createServer((request, response) => {
    keys.push(request.headers.authorization);
    response.write(piece("From the machine "));
    response.end(`${piece("next door.", true)}data: [DONE]\n\n`);
  });
  await new Promise<void>((resolve) => endpoint.listen(0, "127.0.0.1", resolve));
  const { port } = endpoint.address() as AddressInfo;
  window = await openWorkbench({
    workspace: "sample",
    settings: {
      "workbench.colorTheme": "Default Dark Modern",
      "hearth.chat.model": "@team/chat",
    },
    machineSettings: {
      "hearth.server.port": 0,
      "hearth.remotes": [
        {
          ...{ tag: "@team/chat", kind: "chat", title: "Team model", model: "their-model" },
          baseUrl: `http://127.0.0.1:${port}/v1`,
        },
      ],
    },
  });
});
after(async () => {
  await window?.stop();
  endpoint?.close();
});

const item = () => window.page.locator('.statusbar-item[id="hearth.hearth.hearth.server"]');

test("the server is started by command, says its address and token, and answers", async () => {
  assert.equal(await item().count(), 0);
  await window.runCommand("hearth.startServer");
  const message = await window.notification(/Hearth's server runs at/);
  const text = (await message.textContent()) ?? "";
  const [url = ""] = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(text) ?? [];
  const [, token = ""] = /Its token is ([\w-]{32})/.exec(text) ?? [];
  await item().waitFor();
  await item().hover();
  await window.page.locator(".monaco-hover:visible", { hasText: "Copy Token" }).waitFor();
  await window.screenshot("shots/server.png");
  const headers = { Authorization: `Bearer ${token}` };
  assert.equal((await fetch(`${url}/models`, { headers })).status, 200);
  assert.equal((await fetch(`${url}/models`)).status, 401);
});

test("it is stopped by command, and is gone from the status bar", async () => {
  await window.runCommand("hearth.stopServer");
  await item().waitFor({ state: "detached" });
});

test("a remote model is called remote with its host, and answers with the key that was set", async () => {
  await window.runCommand("hearth.setRemoteKey");
  // a key is not shown while it is typed
  await window.quickPick.box.locator("input[type=password]").fill("key-of-the-team");
  await window.quickPick.accept();
  const page = await openChat(window);
  // nothing says that questions stay here
  await page.getByText(/not on this machine: 127\.0\.0\.1:\d+ answers, and gets your/).waitFor();
  assert.equal(await page.getByText("Your code and your questions stay here").isVisible(), false);
  await window.screenshot("shots/remote-first.png");
  await ask(page, "Where are you?");
  await answerEnd(page);
  assert.equal((await answerText(page)).trim(), "From the machine next door.");
  assert.deepEqual(keys, ["Bearer key-of-the-team"]);
  const shown = await page.locator("body").innerText();
  assert.match(shown, /Team model \(remote: 127\.0\.0\.1:\d+\)/);
  await window.screenshot("shots/remote.png");
});
