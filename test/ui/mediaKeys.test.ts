import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { clipTimes, startListening } from "./listening.ts";

/** A person with a screen reader: the editor is told so. */
const settings = { "editor.accessibilitySupport": "on" };

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample", settings, mediaKeys: true });
  await startListening(window);
});
after(() => window?.stop());

const inState = (page: Frame, state: string): Promise<void> =>
  page.locator(`body[data-state=${state}]`).waitFor({ timeout: 30_000 });
const current = (page: Frame) => page.locator("[aria-current=true]");

const status = (state: string): Promise<unknown> =>
  until(async () => (await window.mediaKeys.shown())?.status === state, {
    what: `the system to show "${state}"`,
  });

test("beside a screen reader nothing is spoken unasked", async () => {
  await window.openFile("docs/loans.md");
  await window.openFile("src/loans/fines.ts");
  await window.selectText("return");
  await window.exec("hearth.player.focus");
  // beside a screen reader the window takes longer to draw
  const page = await window.webview("hearth.player", 60_000);
  await page.locator("main.empty").waitFor();
  await window.screenshot("shots/player-empty.png");
  await page.waitForTimeout(2000);
  assert.deepEqual(await clipTimes(page), []);
  assert.equal(await page.locator("main.empty").count(), 1);
});

test("beside a screen reader a command still speaks, and the page leaves the text to the voice", async () => {
  await window.openFile("docs/loans.md");
  const page = await window.webview("hearth.player");
  await page.getByRole("button", { name: "Read This File Aloud" }).click();
  await inState(page, "playing");
  await until(async () => (await clipTimes(page)).length > 0, { what: "a clip" });
  // a live region with the sentences in it would have them said twice, one over the other
  const live = page.locator("[aria-live]:not([aria-live=off]), [role=status], [role=alert]");
  for (const text of await live.allTextContents()) assert.equal(text, "");
});

test("the keys of a keyboard or headset pause, go on, skip, and stop, and the system shows what sounds", async () => {
  const page = await window.webview("hearth.player");
  const { press, shown } = window.mediaKeys;
  await status("Playing");
  await press("Pause");
  await inState(page, "paused");
  await status("Paused");
  // long enough for the browser to forget a page that makes no sound
  await page.waitForTimeout(6000);
  await press("Play");
  await inState(page, "playing");
  await status("Playing");
  const first = await current(page).textContent();
  await press("Next");
  await until(async () => (await current(page).textContent()) !== first, { what: "the next" });
  const second = await current(page).textContent();
  await until(async () => (await shown())?.title === second, { what: "its title in the system" });
  assert.equal((await shown())?.artist, "loans.md");
  await press("Previous");
  await until(async () => (await current(page).textContent()) === first, { what: "the first" });
  await press("PlayPause");
  await inState(page, "paused");
  await press("PlayPause");
  await inState(page, "playing");
  await press("Stop");
  await inState(page, "stopped");
  await status("Stopped");
});

test("the system shows how far the reading is, and its bar leads to a sentence", async () => {
  // it lasts as long as the reading
  void window.exec("hearth.readFile").catch(() => {});
  const page = await window.webview("hearth.player");
  await inState(page, "playing");
  await page.getByRole("button", { name: "Next sentence" }).click();
  await page.getByRole("button", { name: "Next sentence" }).click();
  const there = await until(
    async () => {
      const now = await window.mediaKeys.shown();
      return now && now.position > 1 ? now : undefined;
    },
    { what: "a place in the system's bar" },
  );
  const clock = await page.locator(".time").textContent();
  const [, minutes, seconds] = /\/ (\d+):(\d+)/.exec(clock ?? "") ?? [];
  const total = 60 * Number(minutes) + Number(seconds);
  assert.ok(Math.abs(there.length - total) <= 2, `${there.length} s, the page says ${clock}`);
  await window.mediaKeys.seek(0);
  await until(async () => (await page.locator("li:first-child [aria-current=true]").count()) > 0, {
    what: "the first sentence",
  });
  await window.exec("hearth.stopReading");
});
