import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import type { Network } from "../../src/platform/network.ts";
import { silent } from "../../src/platform/log.ts";
import { openSearch } from "../../src/search/search.ts";
import { ask, open, ownModule, read, tag, temporary, until } from "./setup.ts";

type Noted = Parameters<Network["note"]>[0];

/** The network as a process finds it; every name below .test leads to this machine, as if it were another. */
function startNetwork(context: TestContext): {
  readonly network: Network;
  readonly noted: readonly Noted[];
  setOffline(on: boolean): void;
} {
  const stub = join(temporary(context), "lookup.cjs");
  writeFileSync(
    stub,
    `const dns = require("node:dns"), { lookup } = dns;
     dns.lookup = (name, options, told) => {
       if (!name.endsWith(".test")) return lookup(name, options, told);
       const done = told ?? options;
       if (options.all) done(null, [{ address: "127.0.0.1", family: 4 }]);
       else done(null, "127.0.0.1", 4);
     };`,
  );
  const before = process.env["NODE_OPTIONS"];
  process.env["NODE_OPTIONS"] = `--require=${stub}`;
  context.after(() => {
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
  });
  const changed = new Emitter<void>();
  const noted: Noted[] = [];
  let offline = false;
  return {
    network: {
      offline: () => offline,
      onChange: changed.event,
      note: (request) => noted.push(request),
    },
    noted,
    setOffline: (on) => {
      offline = on;
      changed.fire();
    },
  };
}

async function startHost(context: TestContext): Promise<number> {
  const server = createServer((_, response) =>
    response.setHeader("connection", "close").end("hello"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** A predictor of somebody's own that answers with what it finds at an address. */
const curious = (url: string): string => `
  export const engine = ({ tag, description }, { defineChat, Parameter }) => defineChat({
    tag, description,
    inputs: { messages: Parameter.Messages({ description: "Messages." }) },
    outputs: [Parameter.ChatCompletionChunk({ description: "Pieces." })],
    async *predict() {
      const content = await fetch(${JSON.stringify(url)}).then((r) => r.text(), (e) => String(e.cause));
      yield {
        object: "chat.completion.chunk", id: "1", created: 1, model: tag,
        choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: "stop" }],
      };
    },
  });`;

test("what a predictor of somebody's own asks for is noted, and offline it gets nothing", async (context) => {
  const { network, noted, setOffline } = startNetwork(context);
  const port = await startHost(context);
  const model = ownModule(curious(`http://away.test:${port}/`), { title: "Curious" });
  const { predictors } = open(context, [model], { network });
  const answer = async (): Promise<string> => (await read(predictors.run(tag, ask("?")))).text;

  assert.equal(await answer(), "hello");
  await until(() => noted.length > 0);
  assert.equal(noted[0]?.host, `away.test:${port}`);
  assert.match(noted[0]?.why ?? "", /Curious/);
  assert.ok((noted[0]?.bytes ?? 0) > 0);

  setOffline(true);
  assert.match(await answer(), /away\.test:\d+ was not asked.*hearth\.offline/);
  setOffline(false);
  assert.equal(await answer(), "hello");
  // one that starts offline knows it from its first line on
  await predictors.unload(tag);
  setOffline(true);
  assert.match(await answer(), /hearth\.offline/);
});

test("the search process's way to a team's index is noted, and offline it is shut", async (context) => {
  const { network, noted, setOffline } = startNetwork(context);
  const port = await startHost(context);
  const folder = temporary(context);
  writeFileSync(join(folder, "a.ts"), "export const fine = 1;\n");
  const search = openSearch({
    process: join(process.cwd(), "dist/search.mjs"),
    folders: [folder],
    dataFolder: temporary(context),
    embed: async () => ({ size: 0, vectors: new Float32Array() }),
    model: () => "@test/none",
    shared: async () => ({ url: `postgres://me@away.test:${port}/team` }),
    settings: () => ({ exclude: [], maxFileSize: 1e6 }),
    network,
    log: silent,
  });
  context.after(() => search.dispose());

  await assert.rejects(search.findShared("fine", {}));
  await until(() => noted.length > 0);
  assert.deepEqual(
    [noted[0]?.host, noted[0]?.why],
    [`away.test:${port}`, "the team's shared index"],
  );
  const before = noted.length;
  setOffline(true);
  await assert.rejects(search.findShared("fine", {}), /hearth\.offline/);
  assert.equal(noted.length, before);
});
