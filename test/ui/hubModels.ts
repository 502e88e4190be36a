import type { Locator } from "playwright-core";
import { until } from "../../src/dev/host/wait.ts";
import type { Workbench } from "../../src/dev/host/workbench.ts";

/** Asks the hub for the model `owner/<name>-GGUF`. */
export async function nameAtHub(window: Workbench, name: string): Promise<void> {
  await window.runCommand("hearth.addModel");
  await window.quickPick.accept("By Name at the Hub");
  await window.quickPick.box.getByText("or the address of its page").waitFor();
  await window.quickPick.type(`owner/${name}-GGUF`);
  await window.page.keyboard.press("Enter");
}

/** Adds the model `owner/<name>-GGUF` of the hub to the list, by its name, and lets it be downloaded. */
export async function addByName(window: Workbench, name: string): Promise<void> {
  await nameAtHub(window, name);
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

/** Presses a button that a row shows while the mouse is over it. A row may move away under the mouse: the list fills by and by. */
export async function pressIn(row: Locator, action: string): Promise<void> {
  const button = row.getByRole("button", { name: action });
  await until(
    async () => {
      await row.hover();
      return button.click({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
    },
    { what: `${action} to be pressed`, timeout: 30_000 },
  );
}

/** Takes a folder in the editor's own dialog. */
export async function chooseFolder(
  window: Workbench,
  { title, folder, button }: { readonly title: string; readonly folder: string; readonly button: string }, // prettier-ignore
): Promise<void> {
  await window.quickPick.box.getByText(title).waitFor();
  // the dialog looks folders up while it is typed into, and puts its own text there when it is late with that
  await until(
    async () => {
      if ((await window.quickPick.input.inputValue()) === `${folder}/`) return true;
      await window.quickPick.type(`${folder}/`);
      await window.page.waitForTimeout(1_000);
      return false;
    },
    { what: "the folder to stay in the dialog" },
  );
  const take = window.quickPick.box.getByRole("button", { name: button });
  await until(
    async () => {
      if (await take.isVisible()) await take.click({ timeout: 2_000 }).catch(() => {});
      await window.page.waitForTimeout(300);
      return !(await take.isVisible());
    },
    { what: "the folder to be taken" },
  );
}
