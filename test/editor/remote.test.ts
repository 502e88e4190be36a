import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import * as vscode from "vscode";
import { openai } from "./hearth.ts";

const answer = `data: ${JSON.stringify({
  ...{ id: "theirs", object: "chat.completion.chunk", created: 1, model: "theirs" },
  choices: [{ index: 0, delta: { content: "By way of the proxy." }, finish_reason: "stop" }],
})}\n\ndata: [DONE]\n\n`;

test("a remote model is asked by way of the editor's proxy, and is listed with its host", async (t) => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end(answer);
  });
  proxy.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    proxy.emit("connection", socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const settings = vscode.workspace.getConfiguration();
  const set = (name: string, value: unknown): Thenable<void> =>
    settings.update(name, value, vscode.ConfigurationTarget.Global);
  t.after(async () => {
    await set("http.proxy", undefined);
    await set("hearth.remotes", undefined);
    proxy.closeAllConnections();
    proxy.close();
  });
  const baseUrl = "http://gpu.lan:8000/v1";
  await set("http.proxy", `http://127.0.0.1:${port}`);
  await set("hearth.remotes", [{ tag: "@team/chat", kind: "chat", baseUrl, model: "theirs" }]);
  const { chat, models } = await openai();
  assert.equal((await models.retrieve("@team/chat")).remote, "gpu.lan:8000");
  const messages = [{ role: "user", content: "Hi." }];
  const { choices } = await chat.completions.create({ model: "@team/chat", messages });
  assert.equal(choices[0]?.message.content, "By way of the proxy.");
  assert.match(asked.join(), /gpu\.lan:8000/);
});
