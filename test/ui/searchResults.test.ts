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
});
after(() => window?.stop());

const pane = () => window.page.locator(".part.panel");
const rows = () => pane().locator(".monaco-list-row");
const rowTexts = async (): Promise<string[]> => rows().locator(".label-name").allTextContents();
const cursorLine = (): Promise<number | undefined> =>
  window.inHost((vscode) => vscode.window.activeTextEditor?.selection.active.line);

test("an empty view teaches what it is for", async () => {
  await window.exec("hearth.results.focus");
  await pane().getByRole("button", { name: "Search by Meaning" }).waitFor();
  await window.screenshot("shots/resultsEmpty.png");
});

test("results are kept by a key, grouped by file, with their words marked", async () => {
  await startSearch(window, "calculate a fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await window.page.keyboard.press("Alt+K");
  await until(async () => (await rowTexts()).includes("fines.ts"), { what: "the files" });
  const marked = await pane().locator(".highlight").allTextContents();
  assert.ok(
    marked.some((word) => /fine/i.test(word)),
    marked.join(),
  );
  await window.screenshot("shots/results.png");
});

test("F4 goes from result to result, Shift+F4 back", async () => {
  await window.page.keyboard.press("F4");
  await until(async () => (await activeFile(window)) === "src/loans/fines.ts", {
    what: "the first result",
  });
  await window.page.keyboard.press("F4");
  await until(async () => (await activeFile(window)) !== "src/loans/fines.ts", {
    what: "the second result",
  });
  await window.page.keyboard.press("Shift+F4");
  await until(async () => (await activeFile(window)) === "src/loans/fines.ts", {
    what: "the first result again",
  });
  await window.screenshot("shots/resultsOpen.png");
});

/** All results, also those that are scrolled out of the view. */
const copied = async (): Promise<string> => String(await window.exec("hearth.copyResults"));

test("results follow an edit, and are gone with their code", async () => {
  const line = (await cursorLine()) ?? -1;
  assert.match(await copied(), new RegExp(`fines\\.ts:${line + 1}\\]`));
  await window.inHost(async (vscode) => {
    const editor = vscode.window.activeTextEditor;
    await editor?.edit((edit) => edit.insert(new vscode.Position(0, 0), "// one\n// two\n"));
  });
  const moved = async (): Promise<boolean> => (await copied()).includes(`fines.ts:${line + 3}]`);
  await until(moved, { what: "the result to move along" });
  await window.inHost(async (vscode) => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) throw new Error("No editor is open.");
    const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
    await editor.edit((edit) => edit.replace(all, ""));
  });
  await pane()
    .getByText(/gone with (?:its|their) code/)
    .waitFor();
  assert.doesNotMatch(await copied(), /\/fines\.ts/);
  await window.inHost(async (vscode) => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
  await until(async () => /\/fines\.ts/.test(await copied()), { what: "it to be back" });
});

test("results outlive the window", async () => {
  const before = await copied();
  await window.reload();
  await window.exec("hearth.results.focus");
  await until(async () => (await rowTexts()).length > 0, { what: "the results" });
  assert.equal(await copied(), before);
});

test("all results are copied as Markdown, and cleared", async () => {
  assert.match(await copied(), /^## calculate a fine\n\n- \[/);
  await window.exec("hearth.clearResults");
  await pane().getByRole("button", { name: "Search by Meaning" }).waitFor();
});
