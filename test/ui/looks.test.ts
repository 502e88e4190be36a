import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { answerEnd, ask, openChat, setTheme } from "./asking.ts";

const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  contrast: "Default High Contrast",
} as const;

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample", size: { width: 1280, height: 1000 } });
});
after(() => window?.stop());

/** Rules of accessibility that a page breaks, by axe-core: "rule: where". */
async function broken(page: Frame): Promise<readonly string[]> {
  await page.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
  return page.evaluate(async () => {
    // the colour behind a view is the window's, which a page in a frame cannot see
    document.documentElement.style.background = "var(--vscode-sideBar-background)";
    interface Axe {
      run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

for (const [name, theme] of Object.entries(themes))
  test(`chat and player are accessible and well drawn in ${name}`, async () => {
    await setTheme(window, theme);
    const chat = await openChat(window);
    const kind = name === "contrast" ? "vscode-high-contrast" : `vscode-${name}`;
    await chat.locator(`body.${kind}`).waitFor();
    if (name === "light") {
      assert.deepEqual(await broken(chat), [], "the empty chat");
      await ask(chat, "Write a TypeScript function that adds two numbers.");
      await answerEnd(chat);
    }
    await window.openFile("docs/loans.md");
    await window.selectText("Members under 16 pay no fines.");
    await window.runCommand("hearth.readSelection");
    const player = await window.webview("hearth.player");
    await player.locator("body[data-state]").waitFor({ timeout: 60_000 });
    await window.screenshot(`shots/${name}.png`);
    assert.deepEqual(await broken(chat), []);
    assert.deepEqual(await broken(player), []);
    await window.runCommand("hearth.stopReading");
  });
