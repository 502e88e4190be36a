import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openWorkbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo } from "../fakes/hub.ts";
import { ownCertificate, startProxy, type Proxy } from "../fakes/proxy.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { addByName, rowIn, showModelsAlone } from "./hubModels.ts";

let root: string;
let hub: FileServer;
let near: FileServer;
let proxy: Proxy;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-proxy-"));
  // nobody knows this certificate
  const { file: _, ...tls } = ownCertificate(root, "hub.test");
  hub = await startFileServer(tls);
  // not 127.0.0.1, which the editor never asks by way of a proxy
  near = await startFileServer(undefined, "127.0.0.2");
  const files = { "t-Q4_K_M.gguf": tinyGguf() };
  for (const server of [hub, near]) serveRepo(server, { id: "owner/Tiny-GGUF", licence: "mit", files }); // prettier-ignore
  proxy = await startProxy({ tls });
});
after(async () => {
  await proxy.close();
  await hub.close();
  await near.close();
  await rm(root, { recursive: true, force: true });
});

/** Adds a model of the hub in a window with these settings. */
async function add(address: string, http: Readonly<Record<string, unknown>>): Promise<void> {
  const window = await openWorkbench({
    models: "none",
    settings: http,
    machineSettings: http,
    env: { HF_ENDPOINT: address },
  });
  try {
    await showModelsAlone(window);
    await addByName(window, "Tiny");
    await rowIn(window, /Tiny.*ready/).waitFor();
  } finally {
    await window.stop();
  }
}

test("with http.proxyStrictSSL off, a proxy and a hub are asked whose certificates nobody knows", async () => {
  await add(hub.url, { "http.proxy": proxy.url, "http.proxyStrictSSL": false });
  assert.ok(proxy.asked.some(({ to }) => to === new URL(hub.url).host));
});

test("what http.noProxy names is asked without the proxy", async () => {
  const before = proxy.asked.length;
  await add(near.url, { "http.proxy": proxy.url, "http.noProxy": ["127.0.0.2"] });
  assert.equal(proxy.asked.length, before);
  assert.ok(near.asked.length > 0);
});
