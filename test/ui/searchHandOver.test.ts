import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { openChat, setTheme } from "./asking.ts";
import { activeFile, firstResultIn, settleMeaning, startSearch } from "./finding.ts";

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
  await until(async () => (await window.quickPick.rows.count()) > 0, { what: "results" });
  await window.page.keyboard.press("Alt+K");
  const rows = window.page.locator(".part.panel .monaco-list-row", { hasText: "members" });
  const file = (name: string) => rows.filter({ hasText: name }).first();
  await file("card.ts").click();
  await file("signIn.ts").click({ modifiers: ["Control"] });
  await window.screenshot("shots/searchToChat-kept.png");
  await window.page.keyboard.press("Control+Alt+H");
  await chip("card.ts").first().waitFor();
  await chip("signIn.ts").first().waitFor();
  await window.screenshot("shots/searchToChat-several.png");
});
