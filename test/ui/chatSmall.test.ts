import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { test } from "node:test";
import { broken } from "./axe.ts";
import { keepChat } from "./kept.ts";
import { page, reloadChat, useChatWindow, window } from "./chatWindow.ts";

useChatWindow({ size: { width: 1280, height: 900 } }, async () => {
  for (const name of ["alpha", "beta"]) {
    mkdirSync(join(window.workspace, "packages", name), { recursive: true });
    writeFileSync(
      join(window.workspace, "packages", name, "index.ts"),
      `export const ${name} = 1;\n`,
    );
  }
  const answer =
    "> > > > deep quote\n\n```typescript\nexport function shared(x: number): number {}\n```";
  await keepChat(window, {
    title: "A chat with a long title that has no room",
    turns: [{ question: "What does it quote?", answer }],
  });
});

const field = () => page.getByLabel("Your question");
const box = async (part: Locator) => {
  const found = await part.boundingBox();
  assert.ok(found);
  return found;
};

test("files of the same name are told apart, in the list and beside the question", async () => {
  await field().fill("");
  await field().pressSequentially("Compare @index");
  const options = page.getByRole("option");
  await options.filter({ hasText: "packages/alpha" }).waitFor();
  await field().press("Enter");
  await field().pressSequentially("and @index");
  await options.filter({ hasText: "packages/beta" }).waitFor();
  await field().press("ArrowDown");
  await field().press("Enter");
  assert.equal(await field().inputValue(), "Compare alpha/index.ts and beta/index.ts ");
  const names = page.locator(".composer .context .name");
  await names.nth(1).waitFor();
  assert.deepEqual((await names.allTextContents()).sort(), ["alpha/index.ts", "beta/index.ts"]);
  await window.screenshot("shots/chat-same-names.png");
});

test("a question that is not finished is there again after the window was loaded anew", async () => {
  await page.waitForTimeout(1500); // the window writes its state down now and then
  await reloadChat();
  assert.equal(await field().inputValue(), "Compare alpha/index.ts and beta/index.ts ");
  await field().fill("");
});

test("at a zoom of 200 % and in the narrowest view everything is in reach and readable", async () => {
  await page.getByRole("button", { name: "Earlier chats" }).click();
  await page.getByLabel("Search earlier chats").fill("quote");
  await page.locator(".history .excerpt").waitFor();
  await narrow();
  await window.screenshot("shots/chat-small-history.png");
  await page.getByRole("button", { name: /^Delete A chat/ }).click();
  const [question, yes] = [page.locator(".history li > .title"), page.locator(".history .primary")];
  assert.ok((await box(question)).width > 100 && (await box(yes)).y > (await box(question)).y);
  await window.screenshot("shots/chat-small-delete.png");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: /^A chat with/ }).click();
  const language = await box(page.locator(".code .language"));
  assert.ok(language.height < 30, `the language takes ${language.height} px`);
  const quote = await box(page.locator("blockquote p"));
  assert.ok(quote.height < 60, `the quote takes ${quote.height} px`);
  await field().pressSequentially("What is the difference between all of these files, in short? @");
  await field().pressSequentially("s");
  const first = page.getByRole("option").first();
  await first.waitFor();
  await page.getByRole("option").nth(4).waitFor();
  const [top, view] = [await box(first), await box(page.locator("main"))];
  assert.ok(top.y >= view.y, `the first file lies ${view.y - top.y} px above the view`);
  await window.screenshot("shots/chat-small.png");
  assert.deepEqual(await broken(page), []);
});

/** A zoom of 200 % halves the room; the side bar is drawn as small as it gets. */
async function narrow(): Promise<void> {
  await window.page.setViewportSize({ width: 640, height: 450 });
  const sash = window.page.locator(".monaco-sash.vertical:not(.disabled)");
  const edges = await sash.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().x));
  const edge = edges.find((x) => x > 150 && x < 500) ?? 0;
  await window.page.mouse.move(edge + 1, 300);
  await window.page.mouse.down();
  await window.page.mouse.move(220, 300, { steps: 5 });
  await window.page.mouse.up();
}
