import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Locator } from "playwright-core";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { serveRepo, serveSearch } from "../fakes/hub.ts";
import { chatMl, tinyGguf } from "../fakes/tinyGguf.ts";
import { pressIn } from "./hubModels.ts";

let hub: FileServer;
let window: Workbench;
before(async () => {
  hub = await startFileServer();
  const files = {
    "tiny-Q4_K_M.gguf": tinyGguf({ template: chatMl }),
    "tiny-Q8_0.gguf": tinyGguf({ layers: 3 }),
  };
  serveRepo(hub, { id: "owner/Tiny-GGUF", licence: "mit", files });
  window = await openWorkbench({
    models: "none",
    env: { HF_ENDPOINT: hub.url },
  });
});
after(async () => {
  await window?.stop();
  await hub.close();
});

const row = (name: string | RegExp): Locator => window.page.getByRole("treeitem", { name });

test("the view lists what could be fetched for each job, with size and licence, and says what to do first", async () => {
  await window.exec("hearth.models.focus");
  // room for the list
  await window.page.getByRole("button", { name: "Chat Section" }).click();
  await window.page.getByText("No model is here yet").waitFor();
  // which chat model it is depends on the machine that runs the test, and on what else it does
  await row(/all-MiniLM.*recommended/).waitFor();
  await window.page.waitForTimeout(3_000);
  await window.screenshot("shots/models-empty.png");
  await row(/^Available/)
    .first()
    .click();
  const label = (await row(/Qwen2\.5-Coder 1\.5B/).getAttribute("aria-label")) ?? "";
  assert.match(label, /1\.1 GB, Apache-2\.0/);
  await window.screenshot("shots/models-available.png");
  await row(/^Available/)
    .first()
    .click();
});

test("the quick list puts the one to take first for each job, and its details say why", async () => {
  await window.runCommand("hearth.manageModels");
  await window.quickPick.rows.filter({ hasText: "recommended for this machine" }).first().waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-manage.png");
  await window.quickPick.cancel();
  await row(/all-MiniLM/).click();
  await window.quickPick.rows.filter({ hasText: "quick to index with" }).waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-recommended.png");
  await window.quickPick.cancel();
});

test("what is typed into the list finds a model by words in any order, and else goes on at the hub", async () => {
  serveSearch(hub, "tiny stories", [{ id: "owner/Tiny-GGUF", downloads: 12, likes: 3, tags: [] }]);
  await window.runCommand("hearth.manageModels");
  await window.quickPick.rows.filter({ hasText: "SmolLM2" }).waitFor();
  await window.quickPick.type("coder qwen2.5 1.5");
  await until(async () => (await window.quickPick.items()).length === 2, { what: "one model" });
  const [found, leads] = (await window.quickPick.items()).map(({ label }) => label);
  assert.match(found ?? "", /Qwen2\.5-Coder 1\.5B/);
  assert.match(leads ?? "", /Look for “coder qwen2\.5 1\.5” at the Hub/);
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-typed.png");
  await window.quickPick.type("tiny stories");
  await window.quickPick.accept("Look for “tiny stories” at the Hub");
  await window.quickPick.box.getByText("Search the Hub for Chat Models").waitFor();
  await window.quickPick.rows.filter({ hasText: "owner/Tiny-GGUF" }).waitFor();
  await window.screenshot("shots/models-hub-from-list.png");
  await window.quickPick.cancel();
});

test("who chooses a model for the chat, or a voice, sees the one to take first, with the reason", async () => {
  await window.runCommand("hearth.chooseChatModel");
  await window.quickPick.rows.filter({ hasText: "the best for code of those that fit" }).waitFor();
  assert.match(
    (await window.quickPick.rows.first().textContent()) ?? "",
    /recommended for this machine/,
  );
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-choose-chat.png");
  await window.quickPick.cancel();
  await window.runCommand("hearth.chooseVoice");
  await window.quickPick.rows.filter({ hasText: "the most natural voice" }).waitFor();
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-choose-voice.png");
  await window.quickPick.cancel();
});

test("a model of the hub is added by name, its quantisation chosen, its licence and fit shown before anything is fetched", async () => {
  await window.runCommand("hearth.addModel");
  await window.quickPick.accept("By Name at the Hub");
  await window.quickPick.box.getByText("or the address of its page").waitFor();
  await window.quickPick.type("https://example.com/owner/Tiny-GGUF");
  await window.page.keyboard.press("Enter");
  await window.quickPick.rows.filter({ hasText: "Q8_0" }).waitFor();
  assert.match((await window.quickPick.items())[0]?.label ?? "", /Q4_K_M/);
  await window.screenshot("shots/models-quantisation.png");
  await window.page.keyboard.press("Enter");
  const text = await window.dialog({ click: "Download" });
  assert.match(text, /Fits: .* of .*tokens a second/s);
  assert.match(text, /Licence: MIT/);
  await row(/Tiny.*ready/).waitFor();
  assert.ok(
    hub.asked.some(({ range }) => range?.startsWith("bytes=0-")),
    "the header was read",
  );
});

test("it is started and stopped in place, and the view tells how much memory it holds", async () => {
  await pressIn(row(/Tiny/), "Start Model");
  await row(/Tiny.*running, \d+ MB/).waitFor({ timeout: 60_000 });
  await row(/Tiny.*running, \d+ MB/).hover();
  await window.screenshot("shots/models-running.png");
  await pressIn(row(/Tiny/), "Stop Model");
  await row(/Tiny.*ready/).waitFor();
});

test("Enter on a model shows its facts and everything that can be done with it", async () => {
  await row(/Tiny/).click();
  await window.quickPick.rows.filter({ hasText: "Show Files" }).waitFor();
  // it comes up slowly
  await window.page.waitForTimeout(400);
  await window.screenshot("shots/models-details.png");
  await window.quickPick.accept("Use It in the Chat");
  await row(/Tiny.*in use/).waitFor();
});

test("a model is deleted only after a question, and one that was added leaves the list", async () => {
  await pressIn(row(/Tiny/), "Delete Model");
  assert.match(await window.dialog({ click: "Delete" }), /You added it, so it leaves the list too/);
  await row(/Tiny/).waitFor({ state: "detached" });
});

test("every request that left is listed with its reason", async () => {
  await window.runCommand("hearth.showNetworkUse");
  await window.quickPick.rows.filter({ hasText: "model.gguf of Tiny" }).first().waitFor();
  await window.screenshot("shots/network.png");
  await window.quickPick.cancel();
});
