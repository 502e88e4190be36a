import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test, type TestContext } from "node:test";
import { endpoint, piece, saying } from "../remote/setup.ts";
import { serve, token } from "../server/setup.ts";

const root = await mkdtemp(join(tmpdir(), "hearth-remote-cli-"));
after(() => rm(root, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The bundled command line with a data folder of its own. */
function hearth(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["dist/cli.mjs", ...args],
      { env: { ...process.env, HEARTH_HOME: root, ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end();
  });
}
const name = (list: readonly object[]): Promise<void> =>
  writeFile(join(root, "remotes.json"), JSON.stringify(list));
const entry = (baseUrl: string, more: object = {}): object => ({
  ...{ tag: "@team/chat", kind: "chat", baseUrl, model: "@test/echo" },
  ...more,
});

test("chat and embed ask an endpoint by its address, with the key of the environment", async (t) => {
  const { url } = await serve(t);
  const env = { HEARTH_REMOTE_KEY: token };
  const chat = ["chat", "--remote", url, "--model", "@test/echo", "one two"];
  assert.deepEqual(await hearth(chat, env), { code: 0, out: "one two\n", err: "" });
  const embed = ["embed", "--remote", url, "--model", "@test/embedder", "--json", "a text"];
  const { data, usage } = JSON.parse((await hearth(embed, env)).out) as {
    data: { embedding: number[] }[];
    usage: object;
  };
  assert.deepEqual([data[0]?.embedding.length, usage], [4, { prompt_tokens: 6, total_tokens: 6 }]);
  const { code, err } = await hearth(chat);
  assert.equal(code, 1);
  assert.match(err, /refuses the key \(HTTP 401\).* environment variable HEARTH_REMOTE_KEY/);
});

test("speak asks an endpoint for its voice, and wants model and voice named", async (t) => {
  const { url } = await serve(t);
  const speak = ["speak", "Hello.", "--remote", url, "--output", join(root, "hello.wav")];
  const unnamed = await hearth(speak);
  assert.deepEqual([unnamed.code, /name the model and the voice/.test(unnamed.err)], [2, true]);
  const named = [...speak, "--model", "@test/speaker", "--voice", "ada"];
  const { err } = await hearth(named, { HEARTH_REMOTE_KEY: token });
  assert.match(err, /speaks with 100 samples a second/);
});

test("models that remotes.json names are listed as remote, asked by their tags, and their key is their own", async (t) => {
  const { url } = await serve(t);
  const host = new URL(url).host;
  await name([entry(url, { keyVariable: "TEAM_KEY" }), entry("ftp://x", { tag: "@team/wrong" })]);
  const listed = await hearth(["remotes"], { TEAM_KEY: token });
  assert.match(listed.out, new RegExp(`@team/chat +chat +${host} +@test/echo +TEAM_KEY\\n`));
  assert.match(listed.err, /remotes\.json, @team\/wrong: baseUrl/);
  assert.match((await hearth(["remotes"])).out, /TEAM_KEY \(not set\)/);
  assert.match((await hearth(["models"])).out, /@team\/chat +chat +remote/);
  const chat = ["chat", "--model", "@team/chat", "one two"];
  assert.equal((await hearth(chat, { TEAM_KEY: token })).out, "one two\n");
  const other = await hearth(chat, { HEARTH_REMOTE_KEY: token });
  assert.match(other.err, /refuses the key/);
  await name([]);
  assert.match((await hearth(["remotes"])).err, /No model .* "keyVariable": "TEAM_KEY"/s);
});

test("an answer that breaks off is kept as far as it came, and said to be broken", async (t) => {
  const { url } = await endpoint(t, (response) => {
    response.write(piece("Half an"));
    setTimeout(() => response.destroy(), 200);
  });
  const { code, out, err } = await hearth(["chat", "--remote", url, "--model", "any", "Hi."]);
  assert.deepEqual([code, out], [1, "Half an\n"]);
  assert.match(err, /^hearth: 127\.0\.0\.1:\d+ broke off its answer\. Send again\.\n$/);
});

test("offline, no endpoint but those of this machine is asked", async (t) => {
  const { url } = await endpoint(t, saying("Here."));
  const ask = (address: string): Promise<Ran> =>
    hearth(["chat", "--remote", address, "--model", "any", "Hi."], { HEARTH_OFFLINE: "1" });
  assert.equal((await ask(url)).out, "Here.\n");
  assert.match((await ask("https://llm.example.com/v1")).err, /keeps Hearth from asking it/);
  assert.match((await ask("http://llm.example.com/v1")).err, /must be asked by https/);
});

/** A proxy that knows one address: it answers in its place, and counts. */
async function proxy(context: TestContext): Promise<{ url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end(`${piece("By way of the proxy.", true)}data: [DONE]\n\n`);
  });
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test("the proxy that the environment names is gone through, but not to this machine", async (t) => {
  const { url, asked } = await proxy(t);
  const env = { HTTP_PROXY: url, HTTPS_PROXY: url };
  const ask = (address: string): Promise<Ran> =>
    hearth(["chat", "--remote", address, "--model", "any", "Hi."], env);
  await ask("http://gpu.lan:8000/v1");
  await ask("https://llm.example.com/v1");
  assert.deepEqual(
    new Set(asked),
    new Set(["CONNECT gpu.lan:8000", "CONNECT llm.example.com:443"]),
  );
  const before = asked.length;
  const { url: own } = await endpoint(t, saying("Here."));
  assert.equal((await ask(own)).out, "Here.\n");
  assert.equal(asked.length, before);
});
