import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { predictorPid } from "../../src/dev/host/processes.ts";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { answerEnd, answerText, ask, openChat } from "./asking.ts";
import { firstResultIn, startSearch } from "./finding.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
});
after(() => window?.stop());

async function kill(tag: string): Promise<void> {
  process.kill(await predictorPid(window.extensionHostPid() ?? 0, tag), "SIGKILL");
}

test("a chat whose process dies keeps its text, says what happened, and answers again", async () => {
  const host = window.extensionHostPid();
  const page = await openChat(window);
  await ask(page, "Tell a very long story about the sea.");
  await until(async () => (await answerText(page)).length > 40, {
    what: "the answer to begin",
    timeout: 60_000,
  });
  await kill("@hearth/smollm2-135m-instruct");
  const alert = page.locator(".answer [role=alert]");
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? "", /process ended/);
  const kept = await answerText(page);
  assert.ok(kept.length > 40);
  await window.screenshot("shots/crash.png");
  await page.getByRole("button", { name: "Try again" }).click();
  await until(
    async () => {
      const text = await answerText(page);
      return text.length > 40 && text !== kept;
    },
    { what: "the second answer", timeout: 60_000 },
  );
  await page.getByRole("button", { name: "Stop (Escape)" }).click();
  await answerEnd(page);
  assert.equal(window.extensionHostPid(), host);
});

test("an extension host that is killed in the middle of an answer costs no word that was read, and Continue goes on", async () => {
  await window.runCommand("hearth.newChat");
  let page = await openChat(window);
  await ask(page, "Tell a very long story about a lighthouse.");
  await until(async () => (await answerText(page)).length > 200, {
    what: "the answer to begin",
    timeout: 60_000,
  });
  const [read] = await Promise.all([answerText(page), window.killExtensionHost()]);
  page = await openChat(window);
  const answer = page.locator(".answer .markdown").last();
  await answer.waitFor({ timeout: 60_000 });
  const kept = await answerText(page);
  assert.ok(kept.startsWith(read), `read: …${read.slice(-80)}\nkept: …${kept.slice(-80)}`);
  await page.getByRole("button", { name: "Continue" }).click();
  await until(async () => (await answerText(page)).length > kept.length + 20, {
    what: "the answer to go on",
    timeout: 60_000,
  });
  await page.getByRole("button", { name: "Stop (Escape)" }).click();
  await answerEnd(page);
});

test("search goes on when the process of its model dies", async () => {
  const host = window.extensionHostPid();
  await startSearch(window, "generate a library card number");
  await firstResultIn(window, "src/members/card.ts");
  await kill("@hearth/all-minilm-l6-v2");
  await window.quickPick.type("compare a password with its hash");
  await firstResultIn(window, "src/members/signIn.ts");
  await window.quickPick.cancel();
  assert.equal(window.extensionHostPid(), host);
});

test("reading goes on, or says what happened, when the voice's process dies", async () => {
  const host = window.extensionHostPid();
  await window.openFile("docs/operations.md");
  await window.runCommand("hearth.readFile");
  const page = await window.webview("hearth.player");
  await page
    .locator("body[data-state=blocked], body[data-state=playing]")
    .waitFor({ timeout: 60_000 });
  await kill("@hearth/piper-en-us-joe");
  const enable = page.getByRole("button", { name: "Enable audio" });
  if (await enable.isVisible()) await enable.click();
  await page.locator("body[data-state=playing]").waitFor();
  const current = page.locator("[aria-current=true]");
  const first = await current.textContent();
  await until(async () => (await current.textContent()) !== first, {
    what: "the sentence after the crash",
    timeout: 60_000,
  });
  await window.runCommand("hearth.stopReading");
  assert.equal(window.extensionHostPid(), host);
});
