import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
});
after(() => window?.stop());

const text = "A loan can be renewed twice, unless somebody has reserved the book.";

/** Reads from the selection on, and allows sound as a person does: by one click. */
async function read(command: string): Promise<Frame> {
  await window.openFile("docs/loans.md");
  await window.selectText(text);
  await window.runCommand(command);
  const page = await window.webview("hearth.player");
  const enable = page.getByRole("button", { name: "Enable audio" });
  const state = page.locator("body[data-state=blocked], body[data-state=playing]");
  await state.waitFor({ timeout: 60_000 });
  if (await enable.isVisible()) await enable.click();
  await inState(page, "playing");
  return page;
}

const inState = (page: Frame, state: string): Promise<void> =>
  page.locator(`body[data-state=${state}]`).waitFor({ timeout: 30_000 });

const loudness = async (page: Frame): Promise<number> =>
  Number(await page.locator("body").getAttribute("data-peak"));

/** Text that is marked in the editor as being spoken. */
const marks = () => window.page.locator(".monaco-editor .view-overlays [class*=DecorationType]");

test("the selection is spoken with sound in it, and the sentence is marked in the editor", async () => {
  const page = await read("hearth.readSelection");
  await until(async () => (await loudness(page)) > 0.02, { what: "sound that can be heard" });
  await marks().first().waitFor();
  await window.screenshot("shots/reading.png");
  await inState(page, "finished");
  await until(async () => (await marks().count()) === 0, { what: "the mark to go" });
});

test("pause is silent, resume goes on, the next sentence can be jumped to", async () => {
  const page = await read("hearth.readFromCursor");
  const current = page.locator("[aria-current=true]");
  const first = await current.textContent();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await inState(page, "paused");
  await until(async () => (await loudness(page)) === 0, { what: "silence" });
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await inState(page, "playing");
  await page.getByRole("button", { name: "Next sentence" }).click();
  await until(async () => (await current.textContent()) !== first, { what: "the next sentence" });
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await inState(page, "stopped");
  assert.equal(await loudness(page), 0);
});

test("after a stop the same text can be read again, from its beginning", async () => {
  const page = await read("hearth.readFromCursor");
  const first = await page.locator("[aria-current=true]").textContent();
  await page.getByRole("button", { name: "Next sentence" }).click();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await inState(page, "stopped");
  await page.getByRole("button", { name: "Read again" }).click();
  await inState(page, "playing");
  assert.equal(await page.locator("[aria-current=true]").textContent(), first);
  await window.screenshot("shots/reading-again.png");
  await window.exec("hearth.stopReading");
});

test("the editor's commands steer the reading too", async () => {
  const page = await read("hearth.readFromCursor");
  await window.runCommand("hearth.pauseReading");
  await inState(page, "paused");
  await window.runCommand("hearth.pauseReading");
  await inState(page, "playing");
  const first = await page.locator("[aria-current=true]").textContent();
  await window.runCommand("hearth.nextSentence");
  await until(async () => (await page.locator("[aria-current=true]").textContent()) !== first, {
    what: "the next sentence",
  });
  await window.runCommand("hearth.stopReading");
  await inState(page, "stopped");
});

test("another speed is seen in the status bar, for the player may be out of sight", async () => {
  const page = await read("hearth.readFromCursor");
  await window.exec("workbench.action.closeSidebar");
  const status = window.page.locator("[id*='hearth.reading']");
  await window.runCommand("hearth.faster");
  await status.filter({ hasText: "1.1×" }).waitFor();
  await status.getByLabel(/sentence 1 of \d+, at 1.1 times the usual speed/).waitFor();
  await window.screenshot("shots/reading-faster.png");
  await window.runCommand("hearth.slower");
  await status.filter({ hasNotText: "×" }).waitFor();
  await window.runCommand("hearth.stopReading");
  await inState(page, "stopped");
});
