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
      "hearth.chat.model": "@team/chat",
    },
    machineSettings: {
      "hearth.server.port": 0,
      "hearth.remotes": [
        {
          ...{ tag: "@team/chat", kind: "chat", title: "Team model", model: "their-model" },
          baseUrl: `http://127.0.0.1:${port}/v1`,
        },
        {
          ...{ tag: "@team/far", kind: "chat", title: "Far model", model: "their-model" },
          baseUrl: "https://llm.example.com/v1",
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
  await window.quickPick.accept("@team/chat");
  // a key is not shown while it is typed
  await window.quickPick.box.locator("input[type=password]").fill("key-of-the-team");
  await window.quickPick.accept();
  const page = await openChat(window);
  await ask(page, "Where are you?");
  await answerEnd(page);
  assert.equal((await answerText(page)).trim(), "From the machine next door.");
  assert.deepEqual(keys, ["Bearer key-of-the-team"]);
  const shown = await page.locator("body").innerText();
  assert.match(shown, /Team model \(remote: 127\.0\.0\.1:\d+\)/);
  await window.screenshot("shots/remote.png");
});

test("where questions go is said before the first one is asked", async () => {
  await window.exec("hearth.newChat");
  const page = await openChat(window);
  const local = page.getByText("Your code and your questions stay here");
  await local.waitFor();
  await window.inHost((vscode) =>
    vscode.workspace.getConfiguration().update("hearth.chat.model", "@team/far", true),
  );
  await page.getByText("not on this machine: llm.example.com answers, and gets your").waitFor();
  assert.equal(await local.isVisible(), false);
  await window.screenshot("shots/remote-first.png");
});

test("the models view calls it remote, with its host, and offers no download and no deletion", async () => {
  await window.exec("hearth.models.focus");
  const row = window.page.getByRole("treeitem", { name: /Far model/ });
  await row.waitFor();
  assert.match((await row.getAttribute("aria-label")) ?? "", /remote: llm\.example\.com$/);
  await row.click();
  await window.quickPick.rows.filter({ hasText: "remote: llm.example.com" }).waitFor();
  const labels = (await window.quickPick.items()).map(({ label }) => label).join();
  assert.doesNotMatch(labels, /Delete|Files|Start/);
  await window.screenshot("shots/remote-model.png");
  await window.quickPick.cancel();
});
