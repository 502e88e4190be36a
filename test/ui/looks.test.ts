import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { answerEnd, ask, openChat, setTheme } from "./asking.ts";
import { broken, themes } from "./axe.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample", size: { width: 1280, height: 1000 } });
});
after(() => window?.stop());

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
