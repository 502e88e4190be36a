import type { Locator } from "playwright-core";
import type { Workbench } from "../../src/dev/host/workbench.ts";

/** Adds the model `owner/<name>-GGUF` of the hub to the list, by its name, and lets it be downloaded. */
export async function addByName(window: Workbench, name: string): Promise<void> {
  await window.runCommand("hearth.addModel");
  await window.quickPick.accept("By Name at the Hub");
  await window.quickPick.box.getByText("or the address of its page").waitFor();
  await window.quickPick.type(`owner/${name}-GGUF`);
  await window.page.keyboard.press("Enter");
  await window.quickPick.rows.filter({ hasText: "Q4_K_M" }).waitFor();
  await window.page.keyboard.press("Enter");
  await window.dialog({ click: "Download" });
}

/** Opens the models' view alone in the side bar. */
export async function showModelsAlone(window: Workbench): Promise<void> {
  await window.exec("hearth.models.focus");
  await window.page.getByRole("button", { name: "Chat Section" }).click();
}

/** A model's row in the view. */
export const rowIn = (window: Workbench, name: string | RegExp): Locator =>
  window.page.getByRole("treeitem", { name });
