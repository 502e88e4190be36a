import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { clipTimes, findClip, heardIn, startListening } from "./listening.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
  await startListening(window);
});
after(() => window?.stop());

const inState = (page: Frame, state: string): Promise<void> =>
  page.locator(`body[data-state=${state}]`).waitFor({ timeout: 30_000 });

/** Reads, and allows sound as a person does: by one click. */
async function read(file: string, command: string): Promise<Frame> {
  await window.openFile(file);
  await window.runCommand(command);
  const page = await window.webview("hearth.player");
  await page
    .locator("body[data-state=blocked], body[data-state=playing]")
    .waitFor({ timeout: 60_000 });
  const enable = page.getByRole("button", { name: "Enable audio" });
  if (await enable.isVisible()) await enable.click();
  await inState(page, "playing");
  return page;
}

/** The word that is marked in the editor: its marks lie over it. */
const wordMarks = () =>
  window.page.locator(".monaco-editor .view-overlays [class*=DecorationType]");

test("what comes out of the page is what the voice made, one clip after the other", async () => {
  const page = await read("docs/loans.md", "hearth.readFile");
  await until(async () => (await clipTimes(page)).length >= 3, { what: "three clips" });
  await page.locator(".word").first().waitFor();
  await window.screenshot("shots/reading-words.png");
  await page.waitForTimeout(4000);
  const heard = await heardIn(page);
  const [first] = heard.clips;
  assert.ok(first);
  const { unlike } = findClip(heard, first.samples);
  assert.ok(unlike < 0.02, `the first clip came out ${unlike} off`);
  let end: number | undefined;
  for (const { at, samples } of heard.clips) {
    const gap = end === undefined ? 0 : at - end;
    assert.ok(Math.abs(gap) < 0.05, `a gap of ${gap} s`);
    end = at + samples.length / heard.sampleRate;
  }
});

test("the word in the editor follows the word that is heard within 50 ms", async () => {
  const page = await read("docs/loans.md", "hearth.readFile");
  // both sides write down when the word they show changed, by the machine's one clock
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver((changes) => {
      const isWord = changes.some(({ addedNodes }) =>
        [...addedNodes].some((node) => node instanceof Element && node.className === "word"),
      );
      if (isWord) seen.push(Date.now());
    }).observe(document.body, { childList: true, subtree: true });
  });
  await window.page.evaluate(() => {
    const drawn: number[] = [];
    Object.assign(globalThis, { drawn });
    let before = "";
    const look = (): void => {
      const places = [
        ...document.querySelectorAll(".monaco-editor .view-overlays [class*=DecorationType]"),
      ]
        .map((mark) => mark.getBoundingClientRect())
        .map(({ left, top, width }) => [left, top, width].join())
        .join(" ");
      if (places !== before) drawn.push(Date.now());
      before = places;
      requestAnimationFrame(look);
    };
    look();
  });
  await page.waitForTimeout(5000);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen);
  const drawn = await window.page.evaluate(
    () => (globalThis as unknown as { drawn: number[] }).drawn,
  );
  const lags = seen
    .map((time) => Math.min(...drawn.filter((one) => one >= time).map((one) => one - time)))
    .filter((lag) => lag < 300)
    .sort((a, b) => a - b);
  assert.ok(seen.length > 5 && lags.length > seen.length * 0.7, `${lags.length} of ${seen.length}`);
  const at = (part: number): number => lags[Math.floor(lags.length * part)] ?? Infinity;
  console.log(`word in the editor after the page: median ${at(0.5)} ms, of ${lags.length}`);
  // a machine with more to do draws later: what is not late on one quarter of the words is not late by itself
  assert.ok(at(0.25) <= 50, `${at(0.25)} ms`);
  assert.ok((await wordMarks().count()) > 0);
});

test("with the voice loaded, the first sound comes within a second of the command", async () => {
  const page = await window.webview("hearth.player");
  await window.openFile("docs/loans.md");
  const known = (await clipTimes(page)).length;
  const began = Date.now();
  void window.exec("hearth.readFile").catch(() => {});
  await until(async () => (await clipTimes(page)).length > known, { what: "a clip" });
  const late = ((await clipTimes(page))[known] ?? Infinity) - began;
  console.log(`first sound after the command: ${Math.round(late)} ms`);
  assert.ok(late < 1000, `${late} ms`);
});

test("stop is silent within 100 ms", async () => {
  const page = await window.webview("hearth.player");
  await inState(page, "playing");
  const late = await page.evaluate(async () => {
    const { heard } = globalThis as unknown as { heard: { blocks: Float32Array[]; rate: number } };
    const stop = document.querySelector<HTMLButtonElement>("button[aria-label=Stop]");
    const before = heard.blocks.length;
    stop?.click();
    await new Promise((resolve) => setTimeout(resolve, 600));
    const after = heard.blocks.slice(before);
    const last = after.findLastIndex((block) => block.some((sample) => Math.abs(sample) > 1e-4));
    return ((last + 1) * 1024) / heard.rate;
  });
  assert.ok(late <= 0.1, `sound came out for ${late} s`);
  await inState(page, "stopped");
});
