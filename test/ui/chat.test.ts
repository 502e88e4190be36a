import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { predictorPid, processorTime } from "../../src/dev/host/processes.ts";
import { until } from "../../src/dev/host/wait.ts";
import { answerEnd, answerText, ask, stopButton } from "./asking.ts";
import { page, reloadChat, useChatWindow, window } from "./chatWindow.ts";

const tag = "@hearth/smollm2-135m-instruct";
const long = "Tell a very long story about a lighthouse keeper and the sea.";

useChatWindow();

test("an answer streams in, word by word, and says how it was made", async () => {
  await ask(page, "What is gravity? Answer in three sentences.");
  const seen = new Set<number>();
  await until(
    async () => {
      seen.add((await answerText(page)).length);
      return (await stopButton(page).count()) === 0;
    },
    { what: "the answer to end", timeout: 120_000 },
  );
  await answerEnd(page);
  assert.ok(seen.size > 3, `the text came in ${seen.size} steps`);
  assert.match(await answerText(page), /gravity/i);
  assert.match((await page.locator(".answer .facts").last().textContent()) ?? "", /tokens\/s/);
  await window.screenshot("shots/chat.png");
});

test("Stop ends the text at once, and the engine idles within 200 ms", async () => {
  await ask(page, long);
  await until(async () => (await answerText(page)).length > 40, {
    what: "the answer to begin",
    timeout: 60_000,
  });
  const pid = await predictorPid(window.extensionHostPid() ?? 0, tag);
  await stopButton(page).click();
  await sleep(200);
  const before = processorTime(pid);
  await sleep(1000);
  const used = processorTime(pid) - before;
  assert.ok(used <= 50, `the engine worked for ${used} ms of the second after Stop`);
  await page.locator(".answer .notice", { hasText: "Stopped." }).waitFor();
  const text = await answerText(page);
  await sleep(300);
  assert.equal(await answerText(page), text);
  await answerEnd(page);
  const facts = (): Promise<string | null> => page.locator(".answer .facts").last().textContent();
  const told = await facts();
  assert.match(told ?? "", /\d+ tokens · [\d.,]+ tokens\/s · first token .*seed/);
  await window.screenshot("shots/chatStopped.png");
  await reloadChat();
  await page.locator(".answer .facts").last().waitFor();
  assert.equal(await facts(), told);
});

test("Escape stops too, and what was there can be continued", async () => {
  await ask(page, long);
  await until(async () => (await answerText(page)).length > 40, { what: "the answer to begin" });
  await page.getByLabel("Your question").press("Escape");
  const go = page.getByRole("button", { name: "Continue" }).last();
  await go.waitFor();
  const text = await answerText(page);
  await go.click();
  await until(async () => (await answerText(page)).length > text.length + 20, {
    what: "the answer to go on",
    timeout: 60_000,
  });
  assert.ok((await answerText(page)).startsWith(text.trimEnd().slice(0, 30)));
  await stopButton(page).click();
  await page.locator(".answer .notice", { hasText: "Stopped." }).last().waitFor();
});

test("selected code goes along with the question", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.selectText("const FREE_DAYS = 3;");
  await window.runCommand("hearth.addSelectionToChat");
  const chip = page.locator(".composer .context");
  await chip.getByText("fines.ts").first().waitFor();
  await ask(page, "What is this?");
  await answerEnd(page);
  assert.match((await page.locator(".turn, .question").last().textContent()) ?? "", /fines\.ts/);
});

test("a chat is kept over a reload of the window, and found in the history", async () => {
  await window.runCommand("hearth.newChat");
  await page.locator(".welcome").waitFor();
  await ask(page, "Say the word heliotrope.");
  await answerEnd(page);
  await reloadChat();
  await page.getByRole("button", { name: "Earlier chats" }).click();
  await page.getByLabel("Search earlier chats").fill("heliotrope");
  await page
    .getByRole("button", { name: /heliotrope/i })
    .first()
    .click();
  await page.getByText("Say the word heliotrope.").first().waitFor();
});
