import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Locator } from "playwright-core";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo } from "../fakes/hub.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { addByName, chooseFolder, rowIn, showModelsAlone } from "./hubModels.ts";

let hub: FileServer;
let window: Workbench;

before(async () => {
  hub = await startFileServer();
  window = await openWorkbench({
    models: "none",
    // a megabyte: room for one of the two
    machineSettings: { "hearth.models.quotaGb": 0.001 },
    env: { HF_ENDPOINT: hub.url },
  });
  await showModelsAlone(window);
});
after(async () => {
  await window?.stop();
  await hub.close();
});

const row = (name: string | RegExp): Locator => rowIn(window, name);

async function add(name: string): Promise<void> {
  const files = { "m-Q4_K_M.gguf": tinyGguf({ layers: 3 }) };
  serveRepo(hub, { id: `owner/${name}-GGUF`, licence: "mit", files });
  await addByName(window, name);
}

test("a model that goes beyond the quota asks what should go, and only that goes", async () => {
  await add("First");
  await row(/First.*ready/).waitFor();
  await add("Second");
  await window.quickPick.rows.filter({ hasText: "First" }).waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-quota.png");
  await window.page.keyboard.press("Enter");
  await row(/Second.*ready/).waitFor();
  assert.equal(await row(/First.*ready/).count(), 0);
});

test("what no model needs is shown with its size, and deleted when it is chosen", async () => {
  const left = join(window.data, "models", "gone", "model");
  await mkdir(left, { recursive: true });
  await writeFile(join(left, "model.gguf"), Buffer.alloc(3_000_000, 1));
  await window.runCommand("hearth.cleanUpModels");
  const item = window.quickPick.rows.filter({ hasText: "@gone/model" });
  await item.waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-clean-up.png");
  await item.click();
  await window.quickPick.box.getByRole("button", { name: "OK" }).click();
  await window.notification("3 MB are free again");
  assert.ok(!existsSync(left));
});

test("models are carried in a folder to another machine", async () => {
  const bundle = join(window.data, "stick");
  await mkdir(bundle);
  await window.runCommand("hearth.exportModels");
  await window.quickPick.rows.filter({ hasText: "Second" }).waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-export.png");
  await window.page.keyboard.press("Enter");
  await chooseFolder(window, { title: "Export Models into", folder: bundle, button: "Export" });
  await window.notification(/Second.* is in .*stick/);
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-exported.png");
  assert.ok(existsSync(join(bundle, "hearth-models.json")));
});
