import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { commit, serveRepo } from "../fakes/hub.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { addByName, pressIn, rowIn, showModelsAlone } from "./hubModels.ts";

const content = tinyGguf({ layers: 12 });
const path = `/owner/Dripping-GGUF/resolve/${commit}/m-Q4_K_M.gguf`;
let hub: FileServer;
let first: Workbench;
let second: Workbench;

before(async () => {
  hub = await startFileServer();
  const files = { "m-Q4_K_M.gguf": content };
  serveRepo(hub, { id: "owner/Dripping-GGUF", licence: "mit", files });
  // half a minute in all
  hub.serve(path, content, { slowly: { pieces: 60, pause: 500 } });
  first = await openWorkbench({ models: "none", env: { HF_ENDPOINT: hub.url } });
  const env = { HF_ENDPOINT: hub.url, HEARTH_HOME: first.data };
  second = await openWorkbench({ models: "none", env });
  await showModelsAlone(first);
  await showModelsAlone(second);
});
after(async () => {
  await first?.stop();
  await second?.stop();
  await hub.close();
});

/** Requests for the file, but for its header, which the forecast reads. */
const fetches = (): number =>
  hub.asked.filter(
    (asked) => asked.path === path && asked.method === "GET" && asked.range !== "bytes=0-1048575",
  ).length;

test("a download from a slow hub tells its pace and how long it will take", async () => {
  await addByName(first, "Dripping");
  const row = rowIn(first, /Dripping.*downloading \d+ %, \d+ kB\/s, \d+ s left/);
  await row.waitFor();
  await first.notification(/Dripping.*kB\/s, \d+ s left/);
  await first.screenshot("shots/models-slow.png");
});

test("a second window that wants the same model waits for the first, says so, and fetches nothing itself", async () => {
  const row = rowIn(second, /Dripping/);
  // what the first has added is in this list too, as soon as one comes back to it
  await second.page.getByRole("button", { name: "Models Section" }).click();
  await second.page.getByRole("button", { name: "Models Section" }).click();
  await row.waitFor();
  const before = fetches();
  await pressIn(row, "Download Model");
  await second.dialog({ click: "Download" });
  await second.notification(/another Hearth on this machine is fetching it/);
  await second.screenshot("shots/models-second-window.png");
  await rowIn(second, /Dripping.*ready/).waitFor({ timeout: 60_000 });
  await rowIn(first, /Dripping.*ready/).waitFor({ timeout: 60_000 });
  assert.equal(fetches(), before);
});
