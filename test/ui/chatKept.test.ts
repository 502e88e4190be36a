import assert from "node:assert/strict";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { answerEnd } from "./asking.ts";
import { page, reloadChat, useChatWindow, window } from "./chatWindow.ts";

useChatWindow();

const field = () => page.getByLabel("Your question");
const chip = (text: string) => page.locator(".composer .context li", { hasText: text });

const found = () => page.locator(".composer .context .open > svg").first();

/** Takes what is suggested first for `query`, once that says `detail`. */
async function add(query: string, detail: string): Promise<void> {
  await field().pressSequentially(`@${query}`);
  await page.locator('[role=option][aria-selected="true"]', { hasText: detail }).waitFor();
  await field().press("Enter");
}

test("what was to go with a question is there again after the window was reloaded, as it is now; what is gone says so", async () => {
  const path = (file: string): string => join(window.workspace, file);
  await window.openFile("src/loans/borrow.ts");
  await window.selectText("export");
  await window.exec("expandLineSelection");
  await window.runCommand("hearth.addSelectionToChat");
  await chip("borrow.ts").waitFor();
  await add("fines", "src/loans");
  await chip("fines.ts").waitFor();
  await window.openFile("src/members/card.ts");
  await add("signIn.ts", "src/members");
  await chip("signIn.ts").waitFor();
  await add("codebase", "searched");
  await field().pressSequentially("How is a card number made?");
  await found().waitFor({ timeout: 60_000 });
  await page.locator(".codebase", { hasText: "searching" }).waitFor({ state: "detached" });

  const moved = await readFile(path("src/loans/borrow.ts"), "utf8");
  await writeFile(path("src/loans/borrow.ts"), `// one line more\n${moved}`);
  await rename(path("src/loans/fines.ts"), path("src/loans/charges.ts"));
  const before = await chip("borrow.ts").first().textContent();
  await reloadChat();
  await chip("fines.ts").getByText("deleted").waitFor();
  assert.match(await field().inputValue(), /signIn.ts How is a card number made\?$/);
  assert.equal(await chip("signIn.ts").locator(".lost").count(), 0);
  assert.notEqual(await chip("borrow.ts").first().textContent(), before);
  await page.locator(".codebase .chip").waitFor();
  await found().waitFor({ timeout: 60_000 });
  await page.locator(".codebase", { hasText: "searching" }).waitFor({ state: "detached" });
  await window.screenshot("shots/kept-context.png");
  await page.getByRole("button", { name: /^Remove .*fines\.ts/ }).click();
  await chip("fines.ts").waitFor({ state: "detached" });

  await field().press("Enter");
  await answerEnd(page);
  await reloadChat();
  await page.locator(".question .chips li").first().waitFor();
  assert.equal(await page.locator(".composer .context li").count(), 0);
});
