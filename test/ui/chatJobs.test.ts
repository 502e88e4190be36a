import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { answerEnd } from "./asking.ts";
import { page, useChatWindow, window, textOf } from "./chatWindow.ts";
import { startLargerModel } from "./largerModel.ts";

const larger = await startLargerModel();
after(() => larger.stop());
useChatWindow({
  settings: { "hearth.chat.maxTokens": 160 },
  machineSettings: larger.machineSettings,
});

test("Explain takes the function around the cursor into a chat of its own, and the answer streams", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.selectText("const charged");
  await window.exec("cancelSelection");
  await window.runCommand("hearth.explainSelection");
  await answerEnd(page);
  const question = page.locator(".question").last();
  assert.match(
    (await question.textContent()) ?? "",
    /fines\.ts:7–13.*Explain what this TypeScript/,
  );
  await window.screenshot("shots/explain.png");
});

test("a problem's light bulb offers a fix, which asks with the code and the problem", async () => {
  const file = join(window.workspace, "src/loans/fines.ts");
  await window.inHost(async (vscode, path) => {
    const problems = vscode.languages.createDiagnosticCollection("test");
    const range = new vscode.Range(9, 8, 9, 12);
    problems.set(vscode.Uri.file(path), [new vscode.Diagnostic(range, "late is never checked")]);
  }, file);
  await window.openFile("src/loans/fines.ts");
  await window.selectText("late = Math");
  await window.exec("cancelSelection");
  await window.exec("editor.action.quickFix");
  await window.page.locator(".action-widget").getByText("Fix with Hearth").first().waitFor();
  await window.screenshot("shots/quickFix.png");
  await window.page.locator(".action-widget").getByText("Fix with Hearth").first().click();
  const question = page.locator(".question", { hasText: "Fix these problems" }).last();
  await question.waitFor();
  assert.equal(await question.locator(".chips li").count(), 2);
  await answerEnd(page);
});

test("Document writes a comment over the function and changes nothing of it", async () => {
  const file = join(window.workspace, "src/loans/fines.ts");
  const before = await readFile(file, "utf8");
  const code = /export function[^]*?\n\}/.exec(before)?.[0] ?? "";
  await window.openFile("src/loans/fines.ts");
  await window.selectText("const charged");
  await window.exec("cancelSelection");
  await window.runCommand("hearth.documentCode");
  await page.locator(".question", { hasText: "Add a documentation comment" }).last().waitFor();
  await answerEnd(page);
  const block = (await page.locator(".code pre").last().textContent()) ?? "";
  assert.match(block, /^\/\*\*\n \* \S[^]*\n \*\/\nexport function/);
  assert.ok(block.trimEnd().endsWith(code), block);
  // what somebody wrote there before
  assert.match(block, /^ \* What a late return costs, in cents\./m);
  await window.screenshot("shots/document.png");
  await page
    .getByRole("button", { name: /^Apply to the file/ })
    .last()
    .click();
  await window.page.locator(".tab.active", { hasText: "suggested change" }).waitFor();
  await window.page.locator(".monaco-diff-editor").first().waitFor();
  await window.screenshot("shots/documentApply.png");
  await window.runCommand("hearth.acceptChange");
  const text = (): Promise<string> => textOf(file);
  await until(async () => (await text()) !== before, { what: "the change in the file" });
  assert.ok((await text()).includes(block.trimEnd()));
  const plain = (whole: string): string => whole.replace(/\/\*\*[^]*?\*\/\n/g, "");
  assert.equal(plain(await text()), plain(before));
});

test("Edit takes a wish, and what the model makes of it is shown beside the file before anything changes", async () => {
  const file = join(window.workspace, "src/loans/renew.ts");
  const before = await readFile(file, "utf8");
  await larger.choose(window);
  larger.says(
    "Here it is:\n\n```typescript\n",
    "export function renew(database: Database, loan: Loan): Loan {\n",
    "  if (loan.renewals >= 2) return loan;\n",
    "  return database.updateLoan(loan);\n}\n```\n",
  );
  await window.openFile("src/loans/renew.ts");
  await window.selectText("export function");
  await window.exec("cancelSelection");
  await window.runCommand("hearth.editCode");
  const box = window.page.locator(".quick-input-widget input[type=text]").first();
  await box.fill("return early");
  await window.screenshot("shots/edit.png");
  await box.press("Enter");
  await page
    .locator(".question", { hasText: "Change this TypeScript code: return early." })
    .waitFor();
  await window.page.locator(".tab.active", { hasText: "suggested change" }).waitFor();
  await window.page.locator(".char-insert, .line-insert").first().waitFor();
  await window.screenshot("shots/editApply.png");
  assert.equal(await readFile(file, "utf8"), before);
  await window.runCommand("hearth.discardChange");
});
