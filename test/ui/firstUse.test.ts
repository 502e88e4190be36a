import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { ask, openChat } from "./asking.ts";
import { firstResultIn, startSearch } from "./finding.ts";

let window: Workbench;
before(async () => {
  // no source answers: whatever is downloaded here would be downloaded unasked
  window = await openWorkbench({
    workspace: "sample",
    models: "none",
    settings: { "hearth.models.sources": ["folder"] },
  });
});
after(() => window?.stop());

const modelFiles = (): string[] =>
  readdirSync(join(window.data, "models"), { recursive: true, encoding: "utf8" });

test("the chat offers its model with size and licence, and fetches nothing by itself", async () => {
  const page = await openChat(window);
  const card = page.getByRole("region", { name: "One download, then it works without a network" });
  await card.waitFor();
  assert.match((await card.textContent()) ?? "", /SmolLM2.*98 MB.*Apache-2\.0/);
  await card.getByRole("button", { name: "Download" }).waitFor();
  await window.screenshot("shots/first-use.png");
  assert.deepEqual(modelFiles(), []);
});

test("a question before the download says what is missing and offers it", async () => {
  const page = await openChat(window);
  await ask(page, "Hello?");
  const answer = page.locator(".answer").last();
  await answer.getByRole("alert").waitFor();
  assert.match((await answer.getByRole("alert").textContent()) ?? "", /not on this machine/);
  await page.getByRole("button", { name: "Download" }).waitFor();
  assert.deepEqual(modelFiles(), []);
});

test("search works by words alone until its model is there, and says so", async () => {
  await startSearch(window, "overdueFee");
  await firstResultIn(window, "src/loans/fines.ts");
  assert.match((await window.quickPick.box.textContent()) ?? "", /\(words\)/);
  await window.quickPick.cancel();
  assert.deepEqual(modelFiles(), []);
});

test("read aloud asks before it fetches a voice", async () => {
  await window.openFile("docs/loans.md");
  const reading = window.runCommand("hearth.readFile");
  const text = await window.dialog({ click: "Cancel", timeout: 20_000 });
  assert.match(text, /MB|licen[cs]e/i);
  await reading;
  assert.deepEqual(modelFiles(), []);
});
