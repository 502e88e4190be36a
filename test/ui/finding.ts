import type { Workbench } from "../../src/dev/host/workbench.ts";
import { until } from "../../src/dev/host/wait.ts";

/** Opens the search and types a question. */
export async function startSearch(window: Workbench, question: string): Promise<void> {
  await window.runCommand("hearth.search");
  await window.quickPick.type(question);
}

/** Labels ("src/loans/fines.ts:8") of the results that are listed now; empty while there are none. */
export async function resultLabels(window: Workbench): Promise<readonly string[]> {
  const names = window.quickPick.rows.locator(".label-name");
  return (await names.allTextContents()).filter((name) => /:\d+$/.test(name));
}

/** Waits until the first result lies in `file`. */
export async function firstResultIn(window: Workbench, file: string): Promise<void> {
  const first = async (): Promise<boolean> =>
    (await resultLabels(window))[0]?.startsWith(`${file}:`) ?? false;
  await until(first, { what: `${file} to be the first result`, timeout: 60_000 }).catch(
    async (error: Error) => {
      throw new Error(`${error.message} Listed: ${(await resultLabels(window)).join(", ")}`);
    },
  );
}

/** Waits until the title over the list says so. */
export const titleSays = (window: Workbench, what: RegExp): Promise<unknown> =>
  until(
    async () =>
      what.test((await window.quickPick.box.locator(".quick-input-title").textContent()) ?? ""),
    { what: `${what} in the title of the list`, timeout: 90_000 },
  );

/** Waits until the meaning of all files is known. Before that, an answer is put in order anew while it is looked at. */
export async function settleMeaning(window: Workbench): Promise<void> {
  await startSearch(window, "fine");
  await titleSays(window, /words and meaning\)/);
  await window.quickPick.cancel();
}

/** Name of the file in the active editor. */
export const activeFile = (window: Workbench): Promise<string | undefined> =>
  window.inHost((vscode) => {
    const editor = vscode.window.activeTextEditor;
    return editor && vscode.workspace.asRelativePath(editor.document.uri);
  });
