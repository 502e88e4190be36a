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
  window = await openWorkbench({ workspace: "sample", settings });
  await startListening(window);
  // what a key of the keyboard calls
  await window.page.context().addInitScript(() => {
    const mediaKeys = new Map<string, unknown>();
    Object.assign(globalThis, { mediaKeys });
    const set = MediaSession.prototype.setActionHandler;
    MediaSession.prototype.setActionHandler = function (action, handler) {
      mediaKeys.set(action, handler);
      set.call(this, action, handler);
    };
  });
});
after(() => window?.stop());

const inState = (page: Frame, state: string): Promise<void> =>
  page.locator(`body[data-state=${state}]`).waitFor({ timeout: 30_000 });
const current = (page: Frame) => page.locator("[aria-current=true]");

const press = (page: Frame, key: string): Promise<void> =>
  page.evaluate((action) => {
    const { mediaKeys } = globalThis as unknown as { mediaKeys: Map<string, () => void> };
    const handler = mediaKeys.get(action);
    if (!handler) throw new Error(`Nobody answers to the key "${action}".`);
    handler();
  }, key);

const told = (page: Frame) =>
  page.evaluate(() => {
    const { metadata, playbackState } = navigator.mediaSession;
    return { title: metadata?.title, artist: metadata?.artist, playbackState };
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

test("the keys of a keyboard or headset pause, go on, skip, and stop", async () => {
  const page = await window.webview("hearth.player");
  await press(page, "pause");
  await inState(page, "paused");
  assert.equal((await told(page)).playbackState, "paused");
  await press(page, "play");
  await inState(page, "playing");
  assert.equal((await told(page)).playbackState, "playing");
  const first = await current(page).textContent();
  await press(page, "nexttrack");
  await until(async () => (await current(page).textContent()) !== first, { what: "the next" });
  const second = await current(page).textContent();
  // the system shows what sounds and where it stands
  const { title, artist } = await told(page);
  assert.deepEqual([title, artist], [second, "loans.md"]);
  await press(page, "previoustrack");
  await until(async () => (await current(page).textContent()) === first, { what: "the first" });
  await press(page, "stop");
  await inState(page, "stopped");
  assert.equal((await told(page)).playbackState, "none");
});
