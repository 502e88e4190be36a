import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { activeFile, firstResultIn, resultLabels, settleMeaning } from "./finding.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({
    workspace: "sample",
  });
  // what is alike is found by meaning
  await settleMeaning(window);
});
after(() => window?.stop());

test("code like the function at the cursor is found, and the function itself is not", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.selectText("Math.floor");
  await window.inHost((vscode) => {
    const editor = vscode.window.activeTextEditor;
    if (editor)
      editor.selection = new vscode.Selection(editor.selection.start, editor.selection.start);
  });
  await window.runCommand("hearth.findSimilar");
  await until(async () => (await resultLabels(window)).length > 0, { what: "similar code" });
  const labels = await resultLabels(window);
  if (labels.some((label) => label.startsWith("src/loans/fines.ts:")))
    throw new Error(`The function itself is listed: ${labels.join(", ")}`);
  await window.screenshot("shots/searchSimilar.png");
  await window.quickPick.cancel();
  await until(async () => (await activeFile(window)) === "src/loans/fines.ts", {
    what: "the old file",
  });
});

test("the files that belong to the open one are found: its test first", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.runCommand("hearth.relatedFiles");
  await firstResultIn(window, "tests/fines.test.ts");
  await window.screenshot("shots/searchRelated.png");
  await window.quickPick.cancel();
});
