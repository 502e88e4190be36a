import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { until } from "./host/wait.ts";
import { openWorkbench, type Workbench } from "./host/workbench.ts";
import { ensureWeights } from "./weights.ts";

const folder = "media/screenshots";

/** What the README shows, in the order in which it is taken: a file of media/screenshots and how the window gets there. */
const scenes: readonly { readonly file: string; readonly play: (window: Workbench) => unknown }[] =
  [
    { file: "chat.png", play: chat },
    { file: "search.png", play: search },
    { file: "speech.png", play: speech },
  ];

async function chat(window: Workbench): Promise<void> {
  await window.openFile("src/loans/fines.ts");
  await window.exec("hearth.chat.focus");
  const page = await window.webview("hearth.chat");
  const input = page.getByLabel("Your question");
  await input.fill("Write a TypeScript function that adds two numbers.");
  // the model is ready when it has counted the question
  await page.locator(".meter", { hasText: /\d/ }).waitFor({ timeout: 60_000 });
  await input.press("Enter");
  await page.locator(".answer .facts").waitFor({ timeout: 120_000 });
}

async function search(window: Workbench): Promise<void> {
  await window.exec("workbench.view.explorer");
  await window.runCommand("hearth.search");
  await window.quickPick.type("somebody asks the server far too often");
  const title = async (): Promise<string> => (await window.quickPick.box.textContent()) ?? "";
  const isByMeaning = async (): Promise<boolean> => /words and meaning/.test(await title());
  const isSettled = async (): Promise<boolean> => {
    if (!(await isByMeaning())) return false;
    // while the index grows, the list answers anew, by words first
    await window.page.waitForTimeout(1_000);
    return isByMeaning();
  };
  await until(isSettled, { what: "results by meaning", timeout: 90_000 });
}

async function speech(window: Workbench): Promise<void> {
  await window.quickPick.cancel();
  await window.openFile("docs/loans.md");
  await window.exec("hearth.player.focus");
  await window.selectText("- A member may have 12 things at home at the same time; children 20.");
  await window.runCommand("hearth.readFromCursor");
  const page = await window.webview("hearth.player");
  await page.locator("body[data-state=blocked], body[data-state=playing]").waitFor();
  const enable = page.getByRole("button", { name: "Enable audio" });
  if (await enable.isVisible()) await enable.click();
  await page.locator("body[data-state=playing]").waitFor();
  const heard = async (): Promise<number> =>
    Number(await page.locator("body").getAttribute("data-peak"));
  await until(async () => (await heard()) > 0.02, { what: "sound" });
}

await bundle();
await ensureWeights();
await mkdir(folder, { recursive: true });
const window = await openWorkbench({
  workspace: "sample",
  size: { width: 1280, height: 800 },
  settings: {
    "editor.fontSize": 14,
    "editor.minimap.enabled": false,
  },
});
try {
  for (const { file, play } of scenes) {
    await play(window);
    await window.screenshot(join(folder, file));
    console.log(join(folder, file));
  }
} finally {
  await window.stop();
}
// sockets of a browser that is gone may still be open
process.exit();
