import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, before, beforeEach, test } from "node:test";
import { installHost } from "../../src/dev/host/install.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo } from "../fakes/hub.ts";
import { ownCertificate, startProxy, type Proxy } from "../fakes/proxy.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";

const host = "hub.test";
let root: string;
let hub: FileServer;
let certificate: string;
let proxy: Proxy;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-proxy-"));
  const { file, ...tls } = ownCertificate(root, host);
  certificate = file;
  hub = await startFileServer(tls);
  serveRepo(hub, { id: "owner/Tiny-GGUF", licence: "mit", files: { "t-Q4_0.gguf": tinyGguf() } });
  proxy = await startProxy({ wants: `Basic ${Buffer.from("me:secret").toString("base64")}` });
});
after(async () => {
  await proxy.close();
  await hub.close();
  await rm(root, { recursive: true, force: true });
});
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(root, "home-"));
});

/** The bundled command line, adding and downloading a model of the hub. */
async function add(
  env: Readonly<Record<string, string>>,
  node = process.execPath,
): Promise<{ code: number; said: string }> {
  const inherited = Object.entries(process.env).filter(([name]) => !/proxy|CERT/i.test(name));
  const child = spawn(node, ["dist/cli.mjs", "models", "add", "owner/Tiny-GGUF"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...Object.fromEntries(inherited), HEARTH_HOME: home, HF_ENDPOINT: hub.url, ...env },
  });
  const closed = once(child, "close") as Promise<[number]>;
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, said: out + err };
}
const withLogin = (): string => proxy.url.replace("//", "//me:secret@");

test("a download goes through the proxy of the environment, to a hub whose certificate NODE_EXTRA_CA_CERTS knows", async () => {
  const { code, said } = await add({ HTTPS_PROXY: withLogin(), NODE_EXTRA_CA_CERTS: certificate });
  assert.equal(code, 0, said);
  assert.ok(proxy.asked.some(({ to }) => to === new URL(hub.url).host));
});

test("a certificate that nobody knows is refused, with what to do", async () => {
  const { code, said } = await add({ HTTPS_PROXY: withLogin() });
  assert.notEqual(code, 0);
  assert.match(said, /certificate of hub\.test:\d+ is not trusted.*NODE_EXTRA_CA_CERTS/);
});

test("a proxy that wants a login is told apart from a hub that does", async () => {
  const { code, said } = await add({ HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: certificate });
  assert.notEqual(code, 0);
  assert.match(said, /proxy wants a login/);
});

test("what NO_PROXY names is asked without the proxy", async () => {
  const before = proxy.asked.length;
  const { code, said } = await add({
    HTTPS_PROXY: withLogin(),
    NO_PROXY: "localhost",
    HF_ENDPOINT: hub.url.replace(host, "localhost"),
    NODE_EXTRA_CA_CERTS: certificate,
  });
  assert.equal(code, 0, said);
  assert.equal(proxy.asked.length, before);
});

/** The editor's Node; undefined when it is too old to read the system's certificates. */
async function newerNode(): Promise<string | undefined> {
  const { node } = await installHost(() => {});
  const version = execFileSync(node, ["--version"], { encoding: "utf8" });
  return Number(version.slice(1).split(".")[0]) < 24 ? undefined : node;
}

test("a certificate that the system knows is trusted by a Node that can read those of the system", async (t) => {
  const node = await newerNode();
  if (!node) return t.skip("this Node cannot");
  // where OpenSSL, and with it Node on Linux, looks for the system's certificates
  const { code, said } = await add({ HTTPS_PROXY: withLogin(), SSL_CERT_FILE: certificate }, node);
  assert.equal(code, 0, said);
});

test("with http.systemCertificates off, what only the system knows is not trusted, however Node was started", async (t) => {
  const node = await newerNode();
  if (!node) return t.skip("this Node cannot");
  const read = async (system: boolean, ...options: string[]): Promise<string> => {
    const named = { url: withLogin(), authorization: "", except: [], strict: true, system };
    const child = spawn(
      node,
      [...options, "test/fakes/fetchChild.ts", hub.url, JSON.stringify(named)],
      {
        stdio: ["ignore", "pipe", "ignore"],
        env: { ...process.env, SSL_CERT_FILE: certificate },
      },
    );
    return text(child.stdout);
  };
  assert.match(await read(true), /^answered/);
  assert.match(await read(false), /^DEPTH_ZERO_SELF_SIGNED_CERT/);
  assert.match(await read(false, "--use-system-ca"), /^DEPTH_ZERO_SELF_SIGNED_CERT/);
});
