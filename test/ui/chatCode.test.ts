import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { answerEnd } from "./asking.ts";
import { keepChat } from "./kept.ts";
import { openEarlier, page, useChatWindow, window, textOf } from "./chatWindow.ts";

const code = `/** What a late return costs, in cents: children pay half. */
export function overdueFee(loan: Loan, member: Member, returned: Date): number {
  const late = Math.floor((returned.getTime() - loan.due.getTime()) / 86_400_000);
  const charged = Math.max(0, late - FREE_DAYS) * CENTS_PER_DAY;
  return Math.min(MOST_CENTS, member.child ? charged / 2 : charged);
}`;

useChatWindow({}, async () => {
  const uri = `file://${join(window.workspace, "src/loans/fines.ts")}`;
  await keepChat(window, {
    title: "Fines",
    turns: [
      {
        question: "Make this shorter.",
        attachments: [{ path: "src/loans/fines.ts", uri, firstLine: 1, lastLine: 3 }],
        answer: `Here it is:\n\n\`\`\`typescript\n${code}\n\`\`\``,
      },
    ],
  });
  await openEarlier("Fines");
  await page.locator(".code").first().waitFor();
});

test("Apply shows the change first; nothing is changed before it is accepted, and Undo takes it back", async () => {
  const path = join(window.workspace, "src/loans/fines.ts");
  const before = await readFile(path, "utf8");
  await page.getByRole("button", { name: /^Apply to the file/ }).click();
  await window.page.locator(".tab.active", { hasText: "suggested change" }).waitFor();
  await window.page.locator(".diff-editor-wrapper, .monaco-diff-editor").first().waitFor();
  await window.page.locator(".char-insert, .line-insert").first().waitFor();
  await window.screenshot("shots/apply.png");
  const text = (): Promise<string> => textOf(path);
  assert.equal(await text(), before);
  await window.runCommand("hearth.acceptChange");
  await until(async () => (await text()).includes(code), { what: "the change in the file" });
  assert.ok((await text()).includes("const FREE_DAYS"));
  await window.page.locator(".tab.active", { hasText: /^fines\.ts/ }).waitFor();
  await window.exec("workbench.action.focusActiveEditorGroup");
  await window.exec("undo");
  await until(async () => (await text()) === before, { what: "the undo" });
});

test("a changed question goes on in another version, and the first one stays reachable", async () => {
  await page.getByRole("button", { name: "Change the question" }).click();
  await page.locator(".question textarea").fill("Say hello.");
  await page.locator(".question textarea").press("Enter");
  await answerEnd(page);
  const pager = page.locator(".versions");
  assert.equal(await pager.textContent(), "2 of 2");
  await page.getByRole("button", { name: "Show the version before" }).press("Enter");
  await page.getByText("Make this shorter.").waitFor();
  assert.equal(await pager.textContent(), "1 of 2");
  await window.screenshot("shots/versions.png");
  await page.getByRole("button", { name: "Show the version after" }).click();
  await page.getByText("Say hello.").waitFor();
});
