import type { Frame } from "playwright-core";
import { after, before } from "node:test";
import {
  openWorkbench,
  type Workbench,
  type WorkbenchOptions,
} from "../../src/dev/host/workbench.ts";
import { openChat } from "./asking.ts";

/** The window of a file's tests, and the chat page in it, which is another one after `reloadChat`. */
export let window: Workbench;
export let page: Frame;

/** Opens them before the first test of the file, on the sample project, then does what `ready` says, and stops them after the last. */
export function useChatWindow(
  options: WorkbenchOptions = {},
  ready: () => Promise<void> = async () => {},
): void {
  // hooks of a file do not wait for each other: this one does all
  before(async () => {
    window = await openWorkbench({ workspace: "sample", ...options });
    page = await openChat(window);
    await ready();
  });
  after(() => window?.stop());
}

/** Loads the window anew, as a person does who comes back. */
export async function reloadChat(): Promise<void> {
  await window.reload();
  page = await openChat(window);
}

/** Shows a conversation of the list of earlier chats. */
export async function openEarlier(title: string): Promise<void> {
  await page.getByRole("button", { name: "Earlier chats" }).click();
  await page.getByRole("button", { name: new RegExp(`^${title}`) }).click();
}

/** A file's text as the editor has it, saved or not. */
export const textOf = (path: string): Promise<string> =>
  window.inHost(async (vscode, file) => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    return document.getText();
  }, path);
