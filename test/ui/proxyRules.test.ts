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
import { addByName, nameAtHub, rowIn, showModelsAlone } from "./hubModels.ts";

let root: string;
let certificate: string;
let hub: FileServer;
let near: FileServer;
let proxy: Proxy;
/** For where certificates are checked: the one above has one of another name. */
let plain: Proxy;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-proxy-"));
  // nobody knows this certificate
  const { file, ...tls } = ownCertificate(root, "hub.test");
  certificate = file;
  hub = await startFileServer(tls);
  // not 127.0.0.1, which the editor never asks by way of a proxy
  near = await startFileServer(undefined, "127.0.0.2");
  const files = { "t-Q4_K_M.gguf": tinyGguf() };
  for (const server of [hub, near]) serveRepo(server, { id: "owner/Tiny-GGUF", licence: "mit", files }); // prettier-ignore
  proxy = await startProxy({ tls });
  plain = await startProxy();
});
after(async () => {
  await proxy.close();
  await plain.close();
  await hub.close();
  await near.close();
  await rm(root, { recursive: true, force: true });
});

type Http = Readonly<Record<string, unknown>>;

const openWith = (http: Http, env: Readonly<Record<string, string>>): Promise<Workbench> =>
  openWorkbench({ models: "none", settings: http, machineSettings: http, env });

/** Adds a model of the hub in a window with these settings. */
async function add(address: string, http: Http, env = {}): Promise<void> {
  const window = await openWith(http, { HF_ENDPOINT: address, ...env });
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

test("with http.systemCertificates off, a hub is refused whose certificate only the system knows", async () => {
  // where OpenSSL, and with it Node on Linux, looks for the system's certificates
  const system = { SSL_CERT_FILE: certificate };
  const login = { "http.proxy": plain.url, "http.proxyAuthorization": "Basic bWU6c2VjcmV0" };
  await add(hub.url, login, system);
  const strict = { ...login, "http.systemCertificates": false };
  const window = await openWith(strict, { HF_ENDPOINT: hub.url, ...system });
  try {
    await showModelsAlone(window);
    await nameAtHub(window, "Tiny");
    await window.page
      .getByText(/certificate of hub\.test:\d+ is not trusted/)
      .first()
      .waitFor();
  } finally {
    await window.stop();
  }
});
