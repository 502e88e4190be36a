import assert from "node:assert/strict";
import { test } from "node:test";
import { answerEnd } from "./asking.ts";
import { page, useChatWindow, window } from "./chatWindow.ts";

useChatWindow({}, async () => {
  await window.openFile("src/loans/borrow.ts");
});

const field = () => page.getByLabel("Your question");
const chips = () => page.locator(".composer .context li");

test("an at sign brings up files by a few letters, and Enter puts one beside the question", async () => {
  await field().fill("What is in ");
  await field().pressSequentially("@fine");
  const options = page.getByRole("option");
  await options.filter({ hasText: "src/loans" }).waitFor();
  await window.screenshot("shots/mention.png");
  await field().press("Enter");
  await chips().getByText("fines.ts").waitFor();
  assert.equal(await field().inputValue(), "What is in fines.ts ");
  await page.getByRole("button", { name: /^Remove .*fines\.ts/ }).click();
  await chips().first().waitFor({ state: "detached" });
  await field().fill("");
});

test("the meter counts the question and what goes with it by the model's own tokens", async () => {
  const meter = page.locator(".meter");
  await meter.waitFor({ timeout: 60_000 });
  const tokens = async (): Promise<number> =>
    Number(/^([\d,]+)/.exec((await meter.getAttribute("title")) ?? "")?.[1]?.replace(",", ""));
  const empty = await tokens();
  await field().fill("How are you, dear machine?");
  await page.waitForFunction(
    ([before]) => {
      const title = document.querySelector(".meter")?.getAttribute("title") ?? "";
      return Number(/^([\d,]+)/.exec(title)?.[1]?.replace(",", "")) !== before;
    },
    [empty],
  );
  assert.equal((await tokens()) - empty, 7);
  await field().fill("");
});

test("the workspace is searched while the question is written; its places are listed, can be removed, and are named below the answer", async () => {
  await field().pressSequentially("@code");
  await page.getByRole("option", { name: /@codebase/ }).waitFor();
  await field().press("Enter");
  await page.locator(".codebase .chip").waitFor();
  await field().fill("Where is the fine of a late return calculated?");
  await chips().filter({ hasText: "fines.ts" }).first().waitFor({ timeout: 60_000 });
  await page.locator(".codebase", { hasText: "searching" }).waitFor({ state: "detached" });
  await window.screenshot("shots/codebase.png");
  const before = await chips().count();
  assert.ok(before > 1);
  const other = chips().filter({ hasNotText: "fines.ts" }).first();
  const name = await other.textContent();
  await other.getByRole("button", { name: /^Remove/ }).click();
  await chips()
    .filter({ hasText: name ?? "" })
    .first()
    .waitFor({ state: "detached" });
  await field().press("Enter");
  await answerEnd(page);
  const sources = page.locator(".answer .sources").last();
  assert.equal(await sources.locator("li").count(), before - 1);
  await window.screenshot("shots/sources.png");
  await sources.getByText("fines.ts").first().click();
  await window.page.locator(".tab.active", { hasText: "fines.ts" }).waitFor();
});
