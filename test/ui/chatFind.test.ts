import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { setTheme } from "./asking.ts";
import { broken, themes } from "./axe.ts";
import { openEarlier, page, useChatWindow, window } from "./chatWindow.ts";
import { keepChat } from "./kept.ts";

const code = Array.from({ length: 30 }, (_, n) => `const rate${n} = fee(${n});`).join("\n");
const turns = Array.from({ length: 12 }, (_, n) => ({
  question: `What is the fee of week ${n}?`,
  answer: `It is a **late fee** of week ${n}.\n\n\`\`\`ts\n${code}\n\`\`\``,
}));

useChatWindow({ size: { width: 1280, height: 900 } }, async () => {
  await keepChat(window, { title: "Fees", turns });
  const shell =
    "Run this:\n\n```sh\n$ echo one\none\n$ echo two\n```\n\nThen:\n\n```bash\necho three\n```";
  await keepChat(window, { title: "Shell", turns: [{ question: "How?", answer: shell }] });
  await openEarlier("Fees");
  await page.locator(".code").first().waitFor();
});

const count = () => page.locator(".find .count").textContent();
const inView = (): Promise<boolean> =>
  page.evaluate(() => {
    const [range] = [...(CSS.highlights.get("hearth-found-now") ?? [])] as Range[];
    const box = range?.getBoundingClientRect();
    const view = document.querySelector(".scroll")?.getBoundingClientRect();
    return Boolean(box && view && box.top >= view.top && box.bottom <= view.bottom);
  });

test("Ctrl+F finds words of a long conversation; Enter goes from match to match and brings each into view", async () => {
  await page.getByLabel("Your question").press("Control+f");
  const field = page.getByLabel("Find in this chat").and(page.locator("input"));
  await field.fill("LATE FEE of week");
  assert.equal(await count(), "1 of 12");
  assert.ok(await inView());
  for (let i = 0; i < 7; i++) await field.press("Enter");
  assert.equal(await count(), "8 of 12");
  assert.ok(await inView());
  await field.press("Shift+Enter");
  assert.equal(await count(), "7 of 12");
  for (const [name, theme] of Object.entries(themes)) {
    await setTheme(window, theme);
    const kind = name === "contrast" ? "vscode-high-contrast" : `vscode-${name}`;
    await page.locator(`body.${kind}`).waitFor();
    await window.screenshot(`shots/find-${name}.png`);
    assert.deepEqual(await broken(page), []);
  }
  await field.fill("no such words");
  assert.equal(await count(), "No match");
  await field.press("Escape");
  await field.waitFor({ state: "hidden" });
  assert.ok(
    await page.getByLabel("Your question").evaluate((one) => one === document.activeElement),
  );
});

test("the command opens it too, from wherever one is", async () => {
  await window.openFile("src/loans/fines.ts");
  const field = page.locator(".find input");
  await window.runCommand("hearth.findInChat");
  await field.waitFor();
  await field.press("Escape");
});

test("lines for a shell go to the prompt of the terminal, several as one piece, and are not run", async () => {
  await window.inHost(async (vscode) => {
    const write = new vscode.EventEmitter<string>();
    const typed: string[] = [];
    const pty = {
      onDidWrite: write.event,
      open: () => write.fire("sample $ "),
      close: () => {},
      handleInput: (text: string) => {
        typed.push(text);
        write.fire(text.replaceAll("\n", "\r\n"));
      },
    };
    vscode.window.createTerminal({ name: "sample", pty }).show();
    Object.assign(globalThis, { typed });
  });
  await window.page.locator(".terminal-wrapper.active").waitFor();
  await openEarlier("Shell");
  const put = page.getByRole("button", { name: "Put into the terminal; you run it" });
  const typed = (): Promise<string> =>
    window.inHost(async () => (globalThis as { typed?: string[] }).typed?.join("") ?? "");
  await put.last().click();
  await until(async () => (await typed()) === "echo three", { what: "the line at the prompt" });
  await window.screenshot("shots/terminal.png");
  await put.first().click();
  // as the editor itself pastes several lines
  const both = "echo three\u001B[200~echo one\recho two\u001B[201~";
  await until(async () => (await typed()) === both, { what: "both lines at the prompt" });
  assert.equal(await page.getByRole("button", { name: /^Apply/ }).count(), 0);
});
