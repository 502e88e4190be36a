import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo } from "../fakes/hub.ts";
import { ownCertificate, startProxy, type Proxy } from "../fakes/proxy.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";

const login = `Basic ${Buffer.from("me:secret").toString("base64")}`;
let root: string;
let hub: FileServer;
let proxy: Proxy;
let window: Workbench;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-proxy-"));
  const { file, ...tls } = ownCertificate(root, "hub.test");
  hub = await startFileServer(tls);
  serveRepo(hub, { id: "owner/Tiny-GGUF", licence: "mit", files: { "t-Q4_K_M.gguf": tinyGguf() } });
  proxy = await startProxy({ wants: login });
  const http = { "http.proxy": proxy.url, "http.proxyAuthorization": login };
  window = await openWorkbench({
    models: "none",
    settings: http,
    machineSettings: http,
    env: { HF_ENDPOINT: hub.url, NODE_EXTRA_CA_CERTS: file },
  });
});
after(async () => {
  await window?.stop();
  await proxy.close();
  await hub.close();
  await rm(root, { recursive: true, force: true });
});

test("downloads go by the editor's proxy, with its login, and trust the certificates that the editor trusts", async () => {
  await window.exec("hearth.models.focus");
  await window.runCommand("hearth.addModel");
  await window.quickPick.accept("By Name at the Hub");
  await window.quickPick.box.getByText("or the address of its page").waitFor();
  await window.quickPick.type("owner/Tiny-GGUF");
  await window.page.keyboard.press("Enter");
  await window.quickPick.rows.filter({ hasText: "Q4_K_M" }).waitFor();
  await window.page.keyboard.press("Enter");
  await window.dialog({ click: "Download" });
  await window.page.getByRole("treeitem", { name: /Tiny.*ready/ }).waitFor();
  assert.ok(proxy.asked.some(({ to, authorization }) => to === new URL(hub.url).host && authorization === login)); // prettier-ignore
});
