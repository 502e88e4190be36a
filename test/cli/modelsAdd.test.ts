import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo } from "../fakes/hub.ts";
import { hearth, type Setting } from "./world.ts";

let server: FileServer;
beforeEach(async () => {
  server = await startFileServer();
  const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length % 251);
  const files = { "m-Q4_K_M.gguf": bytes(4_000), "m-Q8_0.gguf": bytes(8_000) };
  serveRepo(server, { id: "owner/m-GGUF", licence: "mit", files });
});
afterEach(() => server.close());

async function add(...args: string[]) {
  const added: Manifest[] = [];
  const setting: Setting = {
    models: { add: async (manifest) => void added.push(manifest) },
    settings: { hub: server.url },
  };
  return { ...(await hearth(["models", "add", ...args], setting)), added };
}

test("models add puts the usual quantisation of a repository into the list", async () => {
  const { code, err, added } = await add("owner/m-GGUF");
  assert.equal(code, 0);
  assert.equal(added[0]?.tag, "@owner/m-q4_k_m");
  assert.match(err, /hearth models download @owner\/m-q4_k_m/);
});

test("another quantisation is taken by its name; one that there is not is answered with all", async () => {
  const { added } = await add("owner/m-GGUF", "-q", "q8_0", "--json");
  assert.equal(added[0]?.tag, "@owner/m-q8_0");
  const { code, err } = await add("owner/m-GGUF", "-q", "Q2_K");
  assert.equal(code, 2);
  assert.match(err, /There are: Q4_K_M \(4 kB\), Q8_0 \(8 kB\)/);
});

test("network lists what left this machine, as a table or as data", async () => {
  const requests = [{ at: 0, host: "example.com", bytes: 5e6, why: "model.gguf of Tiny" }];
  const { out } = await hearth(["network"], { requests });
  assert.match(out, /1970-01-01 00:00 {2}example\.com {2}5 MB {3}model\.gguf of Tiny/);
  assert.deepEqual(JSON.parse((await hearth(["network", "--json"], { requests })).out), requests);
  assert.match((await hearth(["network"])).err, /No request has left this machine/);
});
