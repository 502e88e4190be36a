import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo } from "../fakes/hub.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { fileOf, manifestOf } from "../weights/room.ts";
import { addByName, chooseFolder, pressIn, rowIn, showModelsAlone } from "./hubModels.ts";

const content = tinyGguf({ layers: 3 });
// of the system, on Linux
const [mount, unmount] = ["mount", "umount"] as const;
let root: string;
let hub: FileServer;

before(async () => {
  root = await mkdtemp(join(tmpdir(), "hearth-away-"));
  hub = await startFileServer();
  serveRepo(hub, { id: "owner/Tiny-GGUF", licence: "mit", files: { "m-Q4_K_M.gguf": content } });
});
after(async () => {
  await hub.close();
  await rm(root, { recursive: true, force: true });
});

/** A bundle as `hearth models export` writes it. */
async function bundle(name: string, bytes = content): Promise<string> {
  const folder = join(root, name);
  const file = fileOf(content, [], "model.gguf");
  const manifest = { ...manifestOf(file), tag: "@stick/carried", title: "Carried" };
  await mkdir(join(folder, "files"), { recursive: true });
  await writeFile(join(folder, "files", file.sha256), bytes);
  await writeFile(join(folder, "hearth-models.json"), JSON.stringify({ format: 1, models: [manifest] })); // prettier-ignore
  return folder;
}

async function offline(work: (window: Workbench) => Promise<void>): Promise<void> {
  const window = await openWorkbench({
    ...{ models: "none", machineSettings: { "hearth.offline": true } },
    env: { HF_ENDPOINT: hub.url },
  });
  try {
    await showModelsAlone(window);
    await work(window);
  } finally {
    await window.stop();
  }
}

test("offline, a damaged bundle is refused in words, a good one brings its model, and nothing leaves the machine", async () => {
  const damaged = await bundle("damaged", tinyGguf({ layers: 3, template: "x" }));
  const good = await bundle("good");
  await offline(async (window) => {
    await window.page.getByText("hearth.offline is on: nothing is fetched").waitFor();
    await window.runCommand("hearth.importModels");
    await chooseFolder(window, { title: "Import Models from", folder: damaged, button: "Import" });
    await window.notification(/model\.gguf of Carried could not be obtained.*SHA-256/s);
    await window.screenshot("shots/models-import-damaged.png");
    await window.exec("notifications.clearAll");
    await window.runCommand("hearth.importModels");
    await chooseFolder(window, { title: "Import Models from", folder: good, button: "Import" });
    await window.notification("Carried is on this machine.");
    await rowIn(window, /Carried.*ready/).waitFor();
    await window.screenshot("shots/models-imported.png");
    // asked for all the same
    await pressIn(rowIn(window, /all-MiniLM/), "Download Model");
    await window.dialog({ click: "Download" });
    await rowIn(window, /all-MiniLM.*failed/).waitFor();
    // beside other notices the editor may put it into its list at once
    await window.exec("notifications.showList");
    const listed = window.page.locator(".notifications-center .notification-list-item-message");
    await listed
      .filter({ hasText: /setting hearth\.offline keeps Hearth from fetching/ })
      .waitFor();
    await window.screenshot("shots/models-offline.png");
  });
  assert.deepEqual(hub.asked, []);
});

test("a disk that is too full is told before anything is fetched, with how much is missing", async (t) => {
  const disk = join(root, "disk");
  await mkdir(disk);
  try {
    execFileSync(mount, ["-t", "tmpfs", "-o", "size=400k", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    return t.skip("a small disk cannot be mounted here");
  }
  try {
    const window = await openWorkbench({
      ...{ models: "none", machineSettings: { "hearth.models.folder": disk } },
      env: { HF_ENDPOINT: hub.url },
    });
    try {
      await showModelsAlone(window);
      await addByName(window, "Tiny");
      await window.notification(/disk/i);
      await rowIn(window, /Tiny.*failed/).waitFor();
      await window.screenshot("shots/models-disk-full.png");
      assert.ok(!hub.asked.some(({ path, method, range }) => method === "GET" && path.endsWith(".gguf") && !range?.startsWith("bytes=0-1048575"))); // prettier-ignore
    } finally {
      await window.stop();
    }
  } finally {
    execFileSync(unmount, [disk]);
  }
});
