import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  type NamedProxy,
  openEditorFetch,
  openProxyFetch,
} from "../../src/models/sources/proxyFetch.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { ownCertificate, startProxy, type Proxy } from "../fakes/proxy.ts";

const login = `Basic ${Buffer.from("me:secret").toString("base64")}`;
const root = mkdtempSync(join(tmpdir(), "hearth-proxy-"));
let hub: FileServer;
let proxy: Proxy;
let encrypted: Proxy;

before(async () => {
  // nobody knows this certificate
  const tls = ownCertificate(root, "hub.test");
  hub = await startFileServer(tls);
  hub.serve("/file", Buffer.from("hello"));
  proxy = await startProxy({ wants: login });
  encrypted = await startProxy({ tls });
});
after(async () => {
  await proxy.close();
  await encrypted.close();
  await hub.close();
  rmSync(root, { recursive: true, force: true });
});

const named = (more: Partial<NamedProxy> = {}): NamedProxy => ({
  ...{ url: proxy.url, authorization: login, except: [], strict: true, system: true },
  ...more,
});
const read = async (get: typeof fetch, url = `${hub.url}/file`): Promise<string> =>
  (await get(url)).text();
const codeOf = async (reading: Promise<string>): Promise<unknown> =>
  reading.then(
    () => "",
    (error: Error) => (error.cause as NodeJS.ErrnoException | undefined)?.code,
  );

test("a certificate that nobody knows is refused, unless http.proxyStrictSSL is off", async () => {
  assert.equal(await codeOf(read(openProxyFetch(named()))), "DEPTH_ZERO_SELF_SIGNED_CERT");
  assert.equal(await read(openProxyFetch(named({ strict: false }))), "hello");
});

test("that goes for an encrypted proxy too", async () => {
  const strict = named({ url: encrypted.url, authorization: "" });
  assert.equal(await codeOf(read(openProxyFetch(strict))), "DEPTH_ZERO_SELF_SIGNED_CERT");
  const before = encrypted.asked.length;
  assert.equal(await read(openProxyFetch({ ...strict, strict: false })), "hello");
  assert.equal(encrypted.asked.length, before + 1);
});

test("what http.noProxy names is asked directly, by name, with its port, and with all names below it", async () => {
  // the proxy leads every name to this machine; directly, no such name is found
  const url = `https://a.hub.test:${new URL(hub.url).port}/file`;
  const port = new URL(url).port;
  const by = (except: string) => openProxyFetch(named({ except: [except], strict: false }));
  for (const except of ["a.hub.test", `a.hub.test:${port}`, ".hub.test", "*.hub.test"]) {
    const before = proxy.asked.length;
    await assert.rejects(read(by(except), url), except);
    assert.equal(proxy.asked.length, before, except);
  }
  for (const except of ["other.test", "a.hub.test:1"])
    assert.equal(await read(by(except), url), "hello", except);
});

test("the editor's own fetch is taken, unless its settings say what it does not heed", async (t) => {
  const asked: unknown[] = [];
  t.mock.method(globalThis, "fetch", async (url: unknown) => {
    asked.push(url);
    return new Response("the editor's");
  });
  let settings: NamedProxy | undefined;
  const get = openEditorFetch(() => settings);
  assert.equal(await read(get), "the editor's");
  settings = named({ authorization: "" });
  assert.equal(await read(get), "the editor's");
  settings = named({ authorization: "", strict: false, url: encrypted.url });
  assert.equal(await read(get), "hello");
  settings = named({ strict: false });
  assert.equal(await read(get), "hello");
  assert.equal(asked.length, 2);
});
