import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { firstResultIn, resultLabels, startSearch, titleSays } from "./finding.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
});
after(() => window?.stop());

/** Waits for the last order of the list, and sees that no result lies in `file`. */
async function noneIn(file: string): Promise<void> {
  await titleSays(window, /words and meaning\)/);
  const labels = await resultLabels(window);
  assert.ok(
    labels.length > 0 && labels.every((label) => !label.startsWith(`${file}:`)),
    labels.join(", "),
  );
}

/** Types a question anew until it is answered from the index as it is then. */
async function find(question: string, check: () => Promise<unknown>): Promise<void> {
  await startSearch(window, question);
  await check();
  await window.quickPick.cancel();
}

test("a new file is found", async () => {
  await window.inHost(async (vscode) => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error("No folder is open.");
    const uri = vscode.Uri.joinPath(folder.uri, "docs/bicycle.md");
    const text =
      "# The cargo bicycle\n\nBooks for the old people's home travel on a cargo bicycle.\n";
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  });
  await find("cargo bicycle", () => firstResultIn(window, "docs/bicycle.md"));
});

test("a saved change is found, and what it replaced is not", async () => {
  await window.openFile("docs/bicycle.md");
  await window.inHost(async (vscode) => {
    const { document } = vscode.window.activeTextEditor ?? {};
    if (!document) throw new Error("No editor is open.");
    const edit = new vscode.WorkspaceEdit();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(
      document.uri,
      all,
      "# The rowing boat\n\nBooks for the island go by rowing boat.\n",
    );
    await vscode.workspace.applyEdit(edit);
    await document.save();
  });
  await find("rowing boat to the island", () => firstResultIn(window, "docs/bicycle.md"));
  await find("cargo", () => titleSays(window, /no file has these words/));
});

test("a renamed file is found under its new name only", async () => {
  await window.inHost(async (vscode) => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error("No folder is open.");
    const at = (path: string): import("vscode").Uri => vscode.Uri.joinPath(folder.uri, path);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(at("docs/bicycle.md"), at("docs/boat.md"));
    await vscode.workspace.applyEdit(edit);
  });
  await find("rowing boat to the island", async () => {
    await firstResultIn(window, "docs/boat.md");
    await noneIn("docs/bicycle.md");
  });
});

test("a deleted file is found no more", async () => {
  await window.inHost(async (vscode) => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error("No folder is open.");
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, "docs/boat.md"));
  });
  await find("rowing boat to the island", () => noneIn("docs/boat.md"));
});
