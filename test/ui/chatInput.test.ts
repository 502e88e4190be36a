import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { answerEnd, answerText, ask, stopButton } from "./asking.ts";
import { page, useChatWindow, window } from "./chatWindow.ts";

useChatWindow({}, async () => {
  await window.openFile("src/loans/fines.ts");
});

const field = () => page.getByLabel("Your question");
const chip = (name: string) => page.locator(".composer .context li", { hasText: name });
const middle = async (of: ReturnType<typeof field>): Promise<[number, number]> => {
  const box = await of.boundingBox();
  assert.ok(box);
  return [box.x + box.width / 2, box.y + box.height / 2];
};

test("an editor's tab can be dragged into the input, with Shift held", async () => {
  const { mouse, keyboard } = window.page;
  await mouse.move(...(await middle(window.page.locator(".tab", { hasText: "fines.ts" }))));
  await mouse.down();
  const [x, y] = await middle(field());
  await mouse.move(x + 200, y - 200, { steps: 4 });
  await keyboard.down("Shift");
  await mouse.move(x, y, { steps: 8 });
  await page.locator(".composer.dropping").waitFor();
  await window.screenshot("shots/drop.png");
  await mouse.up();
  await keyboard.up("Shift");
  await chip("fines.ts:1–").waitFor();
});

test("files are added from the explorer, those that are selected together", async () => {
  await window.exec("workbench.view.explorer");
  const row = (name: string) =>
    window.page.locator(".explorer-folders-view .monaco-list-row", { hasText: name });
  await row("borrow.ts").click();
  await row("renew.ts").click({ modifiers: ["ControlOrMeta"] });
  const added = async (): Promise<boolean> => {
    await row("renew.ts").click({ button: "right" });
    const item = window.page.getByRole("menuitem", { name: "Add File to Hearth Chat" });
    await item.hover();
    await item.click();
    return chip("borrow.ts")
      .waitFor({ timeout: 5_000 })
      .then(
        () => true,
        () => false,
      );
  };
  // a menu that has just opened may take the click for the end of the one that opened it
  await until(added, { what: "the files to be added" });
  await chip("renew.ts").waitFor();
  assert.equal(await field().evaluate((one) => one === document.activeElement), true);
});

test("a slash lists what can be done, and Enter does it", async () => {
  for (const name of ["fines.ts", "borrow.ts", "renew.ts"])
    await chip(name)
      .getByRole("button", { name: /^Remove/ })
      .click();
  await field().press("/");
  await page.getByRole("option").first().waitFor();
  await window.screenshot("shots/slash.png");
  await field().pressSequentially("hist");
  await page.locator("[role=option][aria-selected=true]", { hasText: "/history" }).waitFor();
  await field().press("Enter");
  await page.getByLabel("Search earlier chats").waitFor();
  await window.page.keyboard.press("Escape");
  assert.equal(await field().inputValue(), "");
});

test("whoever has chosen a model, or left it, writes on", async () => {
  await page.getByRole("button", { name: /^Model: / }).click();
  await window.page.getByText("Which model answers in the chat?").waitFor();
  await window.page.keyboard.press("Escape");
  await until(
    () => field().evaluate((one) => document.hasFocus() && one === document.activeElement),
    {
      what: "the input to have the focus",
    },
  );
});

test("what is selected in an answer stays selected while it grows", async () => {
  await ask(page, "Tell a long story about the sea.");
  await until(async () => (await answerText(page)).length > 150, { what: "the answer to begin" });
  const selected = (): Promise<string> => page.evaluate(() => getSelection()?.toString() ?? "");
  const before = await page.evaluate(() => {
    const text = document.querySelector(".answer .markdown p")?.firstChild;
    if (text) getSelection()?.setBaseAndExtent(text, 4, text, 60);
    return getSelection()?.toString() ?? "";
  });
  assert.equal(before.length, 56);
  const length = (await answerText(page)).length;
  await until(async () => (await answerText(page)).length > length + 80, { what: "more of it" });
  assert.equal(await selected(), before);
  if (await stopButton(page).isVisible()) await window.page.keyboard.press("Escape");
  await answerEnd(page);
});

test("a long question is folded, so that its answer is in view", async () => {
  await ask(page, Array.from({ length: 60 }, (_, i) => `line ${i} of a log`).join("\n"));
  await field().press("Escape");
  await answerEnd(page);
  const question = page.locator(".question").last();
  await question.getByRole("button", { name: "Show all" }).waitFor();
  await window.screenshot("shots/folded.png");
  const height = async (): Promise<number> => (await question.boundingBox())?.height ?? 0;
  assert.ok((await height()) < 300);
  await question.getByRole("button", { name: "Show all" }).click();
  assert.ok((await height()) > 900);
});
