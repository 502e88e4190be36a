import type { Frame } from "playwright-core";
import type { Workbench } from "../../src/dev/host/workbench.ts";

/** The chat page, ready for a question. */
export async function openChat(window: Workbench): Promise<Frame> {
  await window.exec("hearth.chat.focus");
  const page = await window.webview("hearth.chat");
  await page.getByLabel("Your question").waitFor();
  return page;
}

/** Types a question and sends it as a person does; done when the page shows it with an answer to come. */
export async function ask(page: Frame, question: string): Promise<void> {
  const before = await page.locator(".answer").count();
  await page.getByLabel("Your question").fill(question);
  await page.getByLabel("Your question").press("Enter");
  await page.locator(".answer").nth(before).waitFor();
}

/** The text of the newest answer so far. */
export async function answerText(page: Frame): Promise<string> {
  return (await page.locator(".answer .markdown").last().textContent()) ?? "";
}

/** The button that stops the answer: there only while one comes. */
export const stopButton = (page: Frame) => page.getByRole("button", { name: "Stop (Escape)" });

/** Waits until the newest answer has its end: the line below it that says how it was made. */
export async function answerEnd(page: Frame): Promise<void> {
  await page.locator(".answer").last().locator(".facts").waitFor({ timeout: 120_000 });
}

/** Changes the window's colour theme, by the name that the settings know. */
export async function setTheme(window: Workbench, theme: string): Promise<void> {
  await window.inHost(
    (vscode, name) =>
      vscode.workspace.getConfiguration().update("workbench.colorTheme", name, true),
    theme,
  );
}
