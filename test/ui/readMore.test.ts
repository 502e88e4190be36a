import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as vscode from "vscode";
import type { Frame } from "playwright-core";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({
    workspace: "sample",
  });
});
after(() => window?.stop());

/** The player's page once something sounds there. */
async function sounding(timeout = 60_000): Promise<Frame> {
  const page = await window.webview("hearth.player");
  await page.locator("body[data-state=blocked], body[data-state=playing]").waitFor({ timeout });
  const enable = page.getByRole("button", { name: "Enable audio" });
  if (await enable.isVisible()) await enable.click();
  return page;
}

const sentencesIn = (page: Frame): Promise<string[]> =>
  page.locator(".sentences li").allTextContents();
const titleOf = async (page: Frame): Promise<string> =>
  (await page.locator("h1").textContent()) ?? "";

/** Runs a command and waits until the player shows what it reads. */
async function read(command: string, title: RegExp): Promise<Frame> {
  await window.runCommand(command);
  const page = await sounding();
  await until(async () => title.test(await titleOf(page)), { what: `${title} in the player` });
  return page;
}

test("the comment of the function around the cursor is read, and nothing else", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.selectText("return");
  const page = await read("hearth.readComment", /fines\.ts, line/);
  const sentences = await sentencesIn(page);
  assert.ok(sentences.length > 0 && sentences.length < 6, sentences.join(" | "));
  await window.screenshot("shots/reading-dark.png");
});

test("a Markdown section is read under its own name", async () => {
  await window.openFile("docs/loans.md");
  await window.selectText("A member may have 12 things");
  await read("hearth.readSection", /^Rules of lending$/);
});

test("the problems of a file are read, each marked at its place", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.inHost(async (vscode) => {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) throw new Error("No editor is open.");
    const { Error: error, Warning, Hint } = vscode.DiagnosticSeverity;
    const problems = vscode.languages.createDiagnosticCollection("test");
    problems.set(document.uri, [
      new vscode.Diagnostic(new vscode.Range(3, 0, 3, 6), "Cannot find name 'loanz'.", error),
      new vscode.Diagnostic(new vscode.Range(5, 0, 5, 6), "This is never used.", Warning),
      new vscode.Diagnostic(new vscode.Range(6, 0, 6, 6), "A hint that is not read.", Hint),
    ]);
  });
  const page = await read("hearth.readProblems", /^Problems of fines\.ts$/);
  assert.deepEqual(await sentencesIn(page), [
    "2 problems in fines.ts.",
    "Line 4, error: Cannot find name 'loanz'.",
    "Line 6, warning: This is never used.",
  ]);
  await window.runCommand("hearth.nextSentence");
  await window.page
    .locator(".monaco-editor .view-overlays [class*=DecorationType]")
    .first()
    .waitFor();
});

test("the chat model explains the selection, and the voice starts before it has written all", async () => {
  await window.openFile("src/loans/fines.ts");
  await window.selectText("return");
  await window.runCommand("hearth.explainAloud");
  const page = await sounding(120_000);
  await until(async () => (await titleOf(page)).startsWith("Explanation of"), {
    what: "the explanation",
  });
  await until(async () => (await sentencesIn(page)).length > 0, {
    what: "a sentence",
    timeout: 120_000,
  });
  await page.locator("body[data-state=playing]").waitFor({ timeout: 60_000 });
  await window.screenshot("shots/explain-aloud.png");
  await window.runCommand("hearth.stopReading");
  await page.locator("body[data-state=stopped]").waitFor({ timeout: 5000 });
  const written = (await sentencesIn(page)).length;
  await page.waitForTimeout(2000);
  assert.equal((await sentencesIn(page)).length, written, "the model has stopped too");
});

test("reading goes on from the cursor, and skips whole paragraphs", async () => {
  await window.openFile("docs/loans.md");
  const page = await read("hearth.readFile", /loans\.md/);
  const current = page.locator("[aria-current=true]");
  await window.selectText("Members under 16");
  await window.runCommand("hearth.jumpToCursor");
  await until(async () => /Members under 16/.test((await current.textContent()) ?? ""), {
    what: "the sentence at the cursor",
  });
  await window.runCommand("hearth.previousParagraph");
  await until(async () => !/Members under 16/.test((await current.textContent()) ?? ""), {
    what: "the paragraph before",
  });
  await window.runCommand("hearth.stopReading");
});

test("a pronunciation is asked for, checked, kept, and heeded", async () => {
  await window.openFile("docs/loans.md");
  await window.selectText("euros");
  await window.runCommand("hearth.addPronunciation");
  const input = window.page.locator(".quick-input-widget input:visible");
  await input.fill("/half");
  await window.page.locator(".quick-input-message", { hasText: "two slashes" }).waitFor();
  await window.screenshot("shots/pronunciation.png");
  await input.fill("you rose");
  await window.page.keyboard.press("Enter");
  await window.page.locator(".quick-input-list", { hasText: "In this workspace" }).waitFor();
  await window.page.keyboard.press("Enter");
  const kept = (): Promise<unknown> =>
    window.inHost(async (vscode) =>
      vscode.workspace.getConfiguration().get("hearth.speech.pronunciations"),
    );
  await until(async () => JSON.stringify(await kept()) === '{"euros":"you rose"}', {
    what: "the list in the settings",
  });
  const page = await read("hearth.readFile", /loans\.md/);
  const all = (await sentencesIn(page)).join(" ");
  assert.match(all, /up to 8 you rose a book/);
  await window.runCommand("hearth.stopReading");
});

test("a chat model's tool asks before it is heard, and goes on when the voice has begun", async () => {
  const text = "The fine is **twenty** cents a day.";
  const answer = window.inHost(async (vscode, input) => {
    const { content } = await vscode.lm.invokeTool("hearth_readAloud", {
      input: { text: input },
      toolInvocationToken: undefined,
    });
    return content.map((part) => (part as vscode.LanguageModelTextPart).value).join("");
  }, text);
  assert.match(await window.dialog({ click: "Yes" }), /Read this aloud\?[\s\S]*twenty/);
  assert.match(await answer, /is being read aloud/);
  const page = await sounding();
  assert.equal(await titleOf(page), "From the chat");
  assert.deepEqual(await sentencesIn(page), ["The fine is twenty cents a day."]);
});

test("a text is saved as speech, in the format that the file's name ends with", async () => {
  await window.openFile("docs/loans.md");
  await window.runCommand("hearth.saveSpeech");
  await window.quickPick.box.getByText("Save Speech").waitFor();
  const file = join(window.workspace, "loans.opus");
  await window.quickPick.type(file);
  await window.page.keyboard.press("Enter");
  await window.notification(/^.*Saved .*loans\.opus\./s, { timeout: 60_000 });
  assert.equal(readFileSync(file).subarray(0, 4).toString(), "OggS");
  await window.screenshot("shots/saved.png");
});
