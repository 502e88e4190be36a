import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { activeFile, firstResultIn, startSearch } from "./finding.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({
    workspace: "sample",
  });
  await window.inHost(async (vscode) => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    if (!folder) throw new Error("No folder is open.");
    const write = (path: string, text: string): Thenable<void> =>
      vscode.workspace.fs.writeFile(
        vscode.Uri.joinPath(folder.uri, path),
        new TextEncoder().encode(text),
      );
    await write(".gitignore", "node_modules/\nscratch/\n");
    await write("scratch/penguin.md", "# The penguin\n\nIt lends fish to the seal.\n");
  });
});
after(() => window?.stop());

test("a file that is missed in the search says which rule leaves it out, and opens the line", async () => {
  await window.openFile("scratch/penguin.md");
  await window.runCommand("hearth.explainFile");
  const told = await window.notification(/penguin\.md is not searched/);
  assert.match((await told.textContent()) ?? "", /"scratch\/", line 2 of \.gitignore/);
  await window.screenshot("shots/searchExplain.png");
  await window.notification(/penguin\.md/, { click: "Open the Line" });
  await until(async () => (await activeFile(window)) === ".gitignore", { what: "the rule" });
  const line = await window.inHost(
    (vscode) => vscode.window.activeTextEditor?.selection.active.line,
  );
  assert.equal(line, 1);
});

test("it is brought back by a click, and then found", async () => {
  await window.openFile("scratch/penguin.md");
  await window.runCommand("hearth.explainFile");
  await window.notification(/penguin\.md/, { click: "Search It Anyway" });
  await startSearch(window, "who lends fish to the seal");
  await firstResultIn(window, "scratch/penguin.md");
  await window.quickPick.cancel();
  await window.runCommand("hearth.explainFile");
  await window.notification(/penguin\.md is searched by words/);
});

test("clearing the index asks first, and says how large it is", async () => {
  await window.runCommand("hearth.clearIndex");
  const box = window.page.locator(".monaco-dialog-box");
  await box.waitFor();
  await window.screenshot("shots/searchClear.png");
  const text = await window.dialog({ click: "Clear" });
  assert.match(text, /It knows \d+ files and takes \d+ [kM]B/);
  await startSearch(window, "who lends fish to the seal");
  await firstResultIn(window, "scratch/penguin.md");
  await window.quickPick.cancel();
});
