import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { answerEnd } from "./asking.ts";
import { page, useChatWindow, window } from "./chatWindow.ts";

useChatWindow({ settings: { "hearth.chat.maxTokens": 96 } });

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
