import { basename, isAbsolute, join } from "node:path";
import type { Page } from "playwright-core";
import type { InHost } from "../bridge.ts";

/** Opens a file of the workspace in an editor that stays, and waits for its tab. */
export async function openFile(
  { page, inHost, workspace }: { page: Page; inHost: InHost; workspace: string },
  file: string,
): Promise<void> {
  const path = isAbsolute(file) ? file : join(workspace, file);
  await inHost(async (vscode, target) => {
    await vscode.window.showTextDocument(vscode.Uri.file(target), { preview: false });
  }, path);
  const tab = page.locator(".tabs-container .tab.active", { hasText: basename(path) });
  await tab.first().waitFor();
}

/** Selects the first place of `text` in the active editor and puts the focus there. @throws {Error} when it is not in the file */
export function selectText(inHost: InHost, text: string): Promise<void> {
  return inHost(async (vscode, wanted) => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) throw new Error("No editor is open.");
    const start = editor.document.getText().indexOf(wanted);
    if (start < 0) throw new Error(`Not in ${editor.document.fileName}: ${wanted}`);
    const at = (offset: number): import("vscode").Position => editor.document.positionAt(offset);
    editor.selection = new vscode.Selection(at(start), at(start + wanted.length));
    editor.revealRange(editor.selection);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  }, text);
}
