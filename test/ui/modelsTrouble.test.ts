import assert from "node:assert/strict";
import { readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Locator } from "playwright-core";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type Behaviour, type FileServer } from "../fakes/fileServer.ts";
import { commit, serveRepo } from "../fakes/hub.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { openChat } from "./asking.ts";
import { addByName, pressIn, rowIn, showModelsAlone } from "./hubModels.ts";

/** Another one for each model: what one has, another need not fetch. */
const contentOf = (name: string): Uint8Array => tinyGguf({ layers: 3, template: name });
const content = contentOf("Halting");
const half = Math.floor(content.length / 2);
let hub: FileServer;
let window: Workbench;

/** A model at the hub whose file behaves so; added to the list by its name. */
async function add(name: string, behaviour: Behaviour, bytes = contentOf(name)): Promise<void> {
  const files = { "m-Q4_K_M.gguf": contentOf(name) };
  serveRepo(hub, { id: `owner/${name}-GGUF`, licence: "mit", files });
  hub.serve(`/owner/${name}-GGUF/resolve/${commit}/m-Q4_K_M.gguf`, bytes, behaviour);
  await addByName(window, name);
}
const row = (name: string | RegExp): Locator => rowIn(window, name);

before(async () => {
  hub = await startFileServer();
  window = await openWorkbench({
    models: "none",
    env: { HF_ENDPOINT: hub.url },
  });
  await showModelsAlone(window);
});
after(async () => {
  await window?.stop();
  await hub.close();
});

test("a download is cancelled in its row, says what it has, and goes on from there", async () => {
  await add("Halting", { holdAt: half });
  await row(/Halting.*downloading \d+ %/).waitFor();
  await window.screenshot("shots/models-downloading.png");
  await pressIn(row(/Halting/), "Cancel Download");
  await row(/Halting.*fetched/).waitFor();
  await window.screenshot("shots/models-partial.png");
  hub.serve(`/owner/Halting-GGUF/resolve/${commit}/m-Q4_K_M.gguf`, content);
  const before = hub.asked.length;
  await pressIn(row(/Halting/), "Download Model");
  await window.dialog({ click: "Download" });
  await row(/Halting.*ready/).waitFor();
  const last = hub.asked.slice(before).find(({ path }) => path.endsWith(".gguf"));
  assert.match(last?.range ?? "", /^bytes=[1-9]/, "from where it stopped");
});

test("a file that is gone, and one that is damaged, are told in the row and in words", async () => {
  await add("Gone", { status: 404 });
  await row(/Gone.*failed/).waitFor();
  await window.notification(/Gone.*HTTP 404/);
  await window.screenshot("shots/models-failed.png");
  await add("Damaged", {}, contentOf("Degamad"));
  await row(/Damaged.*failed/).waitFor();
  await window.screenshot("shots/models-damaged.png");
});

test("a failed one says in its details what went wrong, and offers to try again", async () => {
  await row(/Gone/).click();
  await window.quickPick.rows.filter({ hasText: "HTTP 404" }).waitFor();
  assert.match((await window.quickPick.items())[0]?.label ?? "", /Download/);
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-failed-details.png");
  await window.quickPick.cancel();
});

test("a model whose file was changed on the disk is called damaged, in its row, its details and the chat, and fetched again", async () => {
  await row(/Halting.*ready/).click();
  await window.quickPick.accept("Use It in the Chat");
  await row(/Halting.*in use/).waitFor();
  const files = await readdir(window.data, { recursive: true });
  const file = files.find((path) => /halting.*model\.gguf$/.test(path));
  assert.ok(file, files.join("\n"));
  await truncate(join(window.data, file), half);
  // the list looks at the disk when it comes into view
  await window.exec("workbench.view.explorer");
  await window.exec("hearth.models.focus");
  await row(/Halting.*damaged/).waitFor();
  await row(/Halting.*damaged/).click();
  await window.quickPick.rows.filter({ hasText: "is no longer what was downloaded" }).waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-changed.png");
  await window.quickPick.cancel();
  const page = await openChat(window);
  await page.getByRole("heading", { name: "The chat model is damaged" }).waitFor();
  await window.screenshot("shots/chat-damaged.png");
  await page.getByRole("button", { name: "Download" }).click();
  await page.getByRole("heading", { name: "damaged" }).waitFor({ state: "detached" });
  await window.page.getByRole("button", { name: "Chat Section" }).click();
  await row(/Halting.*ready/).waitFor();
});
