import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { openChat, setTheme } from "./asking.ts";
import { activeFile, firstResultIn, resultLabels, settleMeaning, startSearch } from "./finding.ts";

let window: Workbench;
let page: Frame;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
  await setTheme(window, "Default Dark Modern");
  await window.openFile("README.md");
  page = await openChat(window);
  await settleMeaning(window);
});
after(() => window?.stop());

const chip = (file: string) => page.locator(".composer .context li", { hasText: file });

test("a found place goes into the question by a key, and one may type on", async () => {
  await startSearch(window, "calculate a fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await window.screenshot("shots/searchToChat-row.png");
  await window.page.keyboard.press("Control+Alt+H");
  await chip("fines.ts").waitFor();
  await window.quickPick.box.waitFor({ state: "hidden" });
  await until(async () => (await activeFile(window)) === "README.md", { what: "the old file" });
  await until(() => page.getByLabel("Your question").evaluate((field) => field.matches(":focus")), {
    what: "the question to be typed in",
  });
  await window.page.keyboard.type("How is this done?");
  await window.screenshot("shots/searchToChat.png");
});

test("so does one by its button", async () => {
  await startSearch(window, "delete old copies of the database");
  await firstResultIn(window, "src/store/backup.ts");
  const row = window.quickPick.rows.first();
  await row.hover();
  await row.getByRole("button", { name: "Add to Chat" }).click();
  await chip("backup.ts").waitFor();
});

test("of kept results several go along at once", async () => {
  await startSearch(window, "members");
  await until(async () => (await resultLabels(window)).length > 2, { what: "results" });
  await window.page.keyboard.press("Alt+K");
  const places = window.page.locator('.part.panel .monaco-list-row[aria-level="2"]');
  const fileOf = async (at: number): Promise<string> =>
    /([^/]+), line/.exec((await places.nth(at).getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await places.nth(1).waitFor();
  const files = [await fileOf(0), await fileOf(1)];
  await places.nth(0).click();
  await places.nth(1).click({ modifiers: ["Control"] });
  await window.screenshot("shots/searchToChat-kept.png");
  await window.page.keyboard.press("Control+Alt+H");
  for (const file of files) await chip(file).first().waitFor();
  await window.screenshot("shots/searchToChat-several.png");
});

test("Ctrl+Shift+F in the box takes the words and the folder to the editor's own search", async () => {
  await startSearch(window, "src/ member");
  await until(async () => (await resultLabels(window)).length > 0, { what: "results" });
  await window.page.keyboard.press("Control+Shift+F");
  const view = window.page.locator(".search-view");
  await view.waitFor();
  assert.equal(await view.locator(".search-container textarea").first().inputValue(), "member");
  assert.equal(await view.locator(".includes input").first().inputValue(), "./src");
  await view.locator(".monaco-list-row").first().waitFor({ timeout: 60_000 });
  await window.screenshot("shots/searchOccurrences.png");
});
