import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { after, test, type TestContext } from "node:test";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { isAlive } from "../../src/platform/alive.ts";
import { definitions } from "../../src/search/tools/definitions.ts";
import { predictorPids } from "../../src/dev/host/processes.ts";
import { writeEmbedder } from "./embedder.ts";
import { until } from "./setup.ts";

const fines =
  "/** What a late book costs. */\nexport function fineOf(days: number) {\n  return days * 20;\n}\n";

interface World {
  readonly root: string;
  /** Arguments of the command line before the folders. */
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

const all = mkdtempSync(join(tmpdir(), "hearth-mcp-"));
after(() => rmSync(all, { recursive: true, force: true, maxRetries: 5 }));

function openWorld(embedder = ""): World {
  const root = mkdtempSync(join(all, "world-"));
  const predictor = writeEmbedder(root, embedder);
  for (const [path, content] of Object.entries({
    "shop/src/fines.ts": fines,
    "shop/docs/sky.md": "# Umbrellas\n\nTake one along.\n",
    "web/src/page.ts": "export function drawPage() {\n  return '<p>';\n}\n",
  })) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const args = ["dist/cli.mjs", "--predictors", predictor, "mcp", "-m", "@test/embedder"];
  const env = { ...process.env, HEARTH_HOME: join(root, "home") } as Record<string, string>;
  return { root, args, env };
}

/** The official client, talking to the bundled command line. */
async function connect(context: TestContext, world: World, ...folders: readonly string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...world.args, ...folders.map((folder) => join(world.root, folder))],
    env: world.env,
    stderr: "pipe",
  });
  const errors: string[] = [];
  (transport.stderr as Readable).on("data", (bytes: Buffer) => errors.push(bytes.toString()));
  const client = new Client({ name: "test", version: "1.0.0" });
  const strange: Error[] = [];
  // its only way to tell of output that is no message
  // oxlint-disable-next-line unicorn/prefer-add-event-listener
  client.onerror = (error) => strange.push(error);
  await client.connect(transport);
  context.after(() => client.close());
  const call = async (name: string, input?: Record<string, unknown>, signal?: AbortSignal) => {
    const params = { name, ...(input && { arguments: input }) };
    const result = await client.callTool(params, undefined, { ...(signal && { signal }) });
    const [part] = result.content as readonly { readonly text: string }[];
    return { text: part?.text ?? "", isError: result.isError === true };
  };
  const search = async (query: string, more = {}): Promise<string> =>
    (await call("hearth_semanticSearch", { query, ...more })).text;
  return { client, call, search, strange, errors, pid: transport.pid ?? 0 };
}

test("the tools are listed with their descriptions and schemas, as reading only", async (context) => {
  const { client } = await connect(context, openWorld(), "shop");
  const { tools } = await client.listTools();
  assert.deepEqual(
    tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
    definitions.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
  );
  assert.ok(tools.every(({ annotations }) => annotations?.readOnlyHint));
  assert.match(client.getInstructions() ?? "", /hearth_semanticSearch/);
  assert.equal(client.getServerVersion()?.name, "hearth");
});

test("a search answers by words at once, and by meaning when that is known; edits are seen", async (context) => {
  const world = openWorld();
  const { search, call, strange } = await connect(context, world, "shop");
  assert.match(await search("fineOf"), /^src\/fines\.ts:1-4 {2}fineOf$/m);
  // no word of this stands in a file
  for (let text = ""; !/docs\/sky\.md/.test(text); text = await search("rain"));
  assert.match(await search("rain"), /Searched by words and meaning\..*\n\ndocs\/sky\.md:1-3/);
  writeFileSync(join(world.root, "shop/src/stamp.ts"), "export function stampDuty() {}\n");
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert.match(await search("stampDuty"), /^src\/stamp\.ts:1-1/m);
  assert.match((await call("hearth_indexStatus")).text, /^Files: 3, of which 3/m);
  assert.deepEqual(strange, []);
});

test("several folders are searched together, and told apart by their names", async (context) => {
  const { search } = await connect(context, openWorld(), "shop", "web");
  assert.match(await search("drawPage"), /^web\/src\/page\.ts:1-3/m);
  assert.match(await search("export function", { under: "shop" }), /shop\/src\/fines\.ts/);
  assert.doesNotMatch(await search("export function", { under: "shop" }), /web\/src/);
});

test("two servers on one folder share its index: only one of them embeds", async (context) => {
  const world = openWorld();
  const one = await connect(context, world, "shop");
  for (let text = ""; !/docs\/sky\.md/.test(text); text = await one.search("rain"));
  const predictor = writeEmbedder(
    join(world.root, "other"),
    String.raw`if (texts.some((text) => text.includes("\n"))) throw new Error("embeds files");`,
  );
  const args = ["dist/cli.mjs", "--predictors", predictor, "mcp", "-m", "@test/embedder"];
  const two = await connect(context, { ...world, args }, "shop");
  for (let text = ""; !/docs\/sky\.md/.test(text); text = await two.search("rain"))
    assert.doesNotMatch(text, /embeds files/);
});

test("wrong input and unknown tools are told to the model; the server goes on", async (context) => {
  const { call, search, strange } = await connect(context, openWorld(), "shop");
  const wrong = await call("hearth_semanticSearch", { qery: "fine" });
  assert.ok(wrong.isError);
  assert.match(wrong.text, /There is no "qery"\. "query" is missing\./);
  const outside = await call("hearth_findSimilar", { path: "../../etc/passwd" });
  assert.match(outside.text, /lies outside of what can be searched/);
  await assert.rejects(call("hearth_grep", {}), { message: /There is no tool hearth_grep/ });
  assert.match(await search("fineOf"), /src\/fines\.ts/);
  assert.deepEqual(strange, []);
});

test("a call that the client cancels ends, and the next one is answered", async (context) => {
  const slow = openWorld(
    "if (texts[0] === 'rain') await new Promise((done) => signal.addEventListener('abort', done));",
  );
  const { call, search, errors } = await connect(context, slow, "shop");
  for (let text = ""; !/words and meaning/.test(text); text = await search("umbrella"));
  const stop = new AbortController();
  const waiting = call("hearth_semanticSearch", { query: "rain" }, stop.signal);
  setTimeout(() => stop.abort("not needed"), 300);
  await assert.rejects(waiting, /not needed/);
  assert.match(await search("umbrella"), /docs\/sky\.md/);
  assert.deepEqual(errors, []);
});

test("garbage on stdin is noted on stderr and does no harm; stdout holds messages only", async (context) => {
  const { args, env, root } = openWorld();
  const child = spawn(process.execPath, [...args, join(root, "shop")], { env });
  context.after(() => child.kill("SIGKILL"));
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const send = (message: unknown): void =>
    void child.stdin.write(typeof message === "string" ? message : `${JSON.stringify(message)}\n`);
  send('garbage\n\n{"jsonrpc":"2.0"}\n[]\n\u0000\u0001\n');
  send({ jsonrpc: "2.0", id: 1, method: "no/such/method" });
  send({ jsonrpc: "2.0", id: 2, method: "ping" });
  await once(child.stdout, "data");
  child.stdin.end();
  const [code] = (await once(child, "close")) as [number | null];
  assert.equal(code, 0);
  const answers = (await out)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { id: number; error?: { code: number } });
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error?.code]).sort(([a = 0], [b = 0]) => a - b),
    [
      [1, -32601],
      [2, undefined],
    ],
  );
  assert.match(await err, /^hearth: A message was not understood:/);
});

test("a client that closes stdin, or dies, leaves no process behind", async (context) => {
  const world = openWorld();
  const { pid, search, client } = await connect(context, world, "shop");
  for (let text = ""; !/words and meaning/.test(text); text = await search("umbrella"));
  const started = [...predictorPids(pid).values()];
  assert.equal(started.length, 1);
  const closed = performance.now();
  await client.close();
  await until(() => [pid, ...started].every((each) => !isAlive(each)));
  assert.ok(performance.now() - closed < 1900, "the client had to kill it");
});

test("a folder that is not there, or a start in the home folder, ends with 2 and a hint", async () => {
  const { root, env } = openWorld();
  const run = async (cwd: string, ...args: readonly string[]) => {
    const child = spawn(process.execPath, [resolve("dist/cli.mjs"), "mcp", ...args], {
      ...{ cwd, env: { ...env, HOME: root, USERPROFILE: root } },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [out, err] = [text(child.stdout), text(child.stderr)];
    const [code] = (await once(child, "close")) as [number | null];
    return { code, out: await out, err: await err };
  };
  const missing = await run(root, "no-such-folder");
  assert.deepEqual([missing.code, missing.out], [2, ""]);
  assert.match(missing.err, /There is no folder .*no-such-folder/);
  const home = await run(root);
  assert.deepEqual([home.code, home.out], [2, ""]);
  assert.match(home.err, /Name the folder to search: hearth mcp/);
});
