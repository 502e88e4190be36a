import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import {
  activeFile,
  firstResultIn,
  resultLabels,
  settleMeaning,
  startSearch,
  titleSays,
} from "./finding.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
});
after(() => window?.stop());

test("a question in plain words finds the file that answers it, by meaning", async () => {
  await startSearch(window, "somebody asks the server far too often");
  await titleSays(window, /meaning/);
  await firstResultIn(window, "src/http/rateLimit.ts");
  await window.screenshot("shots/search.png");
  await window.quickPick.cancel();
});

test("the results follow what is typed", async () => {
  await startSearch(window, "compare a password with its hash");
  await firstResultIn(window, "src/members/signIn.ts");
  await window.quickPick.type("cut a long list into pages");
  await firstResultIn(window, "src/http/paging.ts");
  await window.quickPick.cancel();
});

test("the arrows preview a result, and Escape gives back the old file and cursor", async () => {
  await settleMeaning(window);
  await window.openFile("README.md");
  await window.selectText("python tools/import_marc.py");
  await startSearch(window, "generate a library card number");
  await firstResultIn(window, "src/members/card.ts");
  await until(async () => (await activeFile(window)) === "src/members/card.ts", {
    what: "the preview of the first result",
  });
  await titleSays(window, /meaning/);
  const files = (await resultLabels(window)).map((label) => label.replace(/:\d+$/, ""));
  const other = files.findIndex((file) => file !== "src/members/card.ts");
  for (let i = 0; i < other; i++) await window.page.keyboard.press("ArrowDown");
  await until(async () => (await activeFile(window)) === files[other], {
    what: `the preview of ${files[other]}`,
  });
  await window.quickPick.cancel();
  await until(async () => (await activeFile(window)) === "README.md", { what: "the old file" });
  const selected = await window.inHost((vscode) => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.getText(editor.selection);
  });
  assert.equal(selected, "python tools/import_marc.py");
});

test("Enter goes to the place", async () => {
  await startSearch(window, "delete old copies of the database");
  await firstResultIn(window, "src/store/backup.ts");
  await window.quickPick.accept();
  await until(async () => (await activeFile(window)) === "src/store/backup.ts", {
    what: "the file to open",
  });
  await window.quickPick.box.waitFor({ state: "hidden" });
});

test("a first word with a slash narrows the search to a folder", async () => {
  await startSearch(window, "tools/ members");
  await until(async () => (await resultLabels(window)).length > 0, { what: "results" });
  for (const label of await resultLabels(window)) assert.match(label, /^tools\//);
  await window.quickPick.cancel();
});

test("slips of the hand are forgiven, a phrase must be there, a file's name leads to it", async () => {
  await startSearch(window, "somebdy mebers pasword");
  await firstResultIn(window, "src/members/signIn.ts");
  await window.quickPick.type('"Members under 16"');
  await firstResultIn(window, "docs/loans.md");
  await until(async () => (await resultLabels(window)).length === 1, { what: "that place alone" });
  await window.quickPick.type('"members over 16"');
  const nothing = window.quickPick.rows.filter({ hasText: "leave out the quotation marks" });
  await nothing.waitFor();
  await window.screenshot("shots/search-phrase.png");
  await window.quickPick.type("at open (/home/me/library/src/store/database.ts:14:3)");
  await firstResultIn(window, "src/store/database.ts");
  await window.quickPick.cancel();
});

test("before anything is typed the list shows what was asked lately", async () => {
  await startSearch(window, "delete old copies of the database");
  await firstResultIn(window, "src/store/backup.ts");
  await window.quickPick.accept();
  await window.quickPick.box.waitFor({ state: "hidden" });
  await window.selectText("nightlyBackup");
  await window.runCommand("hearth.search");
  const before = window.quickPick.rows.filter({ hasText: "delete old copies of the database" });
  await before.first().waitFor();
  await window.screenshot("shots/search-recent.png");
  await before.first().click();
  await firstResultIn(window, "src/store/backup.ts");
  await window.quickPick.cancel();
});
