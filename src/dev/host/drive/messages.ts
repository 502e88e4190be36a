import type { Locator, Page } from "playwright-core";

/** A message in the corner of the window. */
export interface Notification {
  readonly severity: string;
  readonly text: string;
  readonly buttons: readonly string[];
}

const toast = ".notifications-toasts .notification-list-item:visible";
const listed = ".notifications-center.visible .notification-list-item";

/** All messages that are shown now, as toasts or in the open notification centre. */
export function shownNotifications(page: Page): Promise<Notification[]> {
  return page.locator(`${toast}, ${listed}`).evaluateAll((all) =>
    all.map((item) => {
      const icon = item.querySelector(".notification-list-item-icon")?.className ?? "";
      const buttons = item.querySelectorAll(
        ".notification-list-item-buttons-container .monaco-button",
      );
      return {
        severity: /codicon-(error|warning|info)/.exec(icon)?.[1] ?? "",
        text: item.querySelector(".notification-list-item-message")?.textContent ?? "",
        buttons: [...buttons].map((button) => button.textContent ?? ""),
      };
    }),
  );
}

/** Waits for a toast with this text; presses `click` in it. */
export async function awaitNotification(
  page: Page,
  text: string | RegExp,
  { click, timeout = 10_000 }: { readonly click?: string; readonly timeout?: number } = {},
): Promise<Locator> {
  const found = page.locator(toast, { hasText: text }).first();
  await found.waitFor({ timeout });
  if (click) await found.getByRole("button", { name: click }).click();
  return found;
}

/** Waits for a modal dialog and gives its text; presses `click` in it. While one is open nothing else can be clicked. */
export async function awaitDialog(
  page: Page,
  { click, timeout = 10_000 }: { readonly click?: string; readonly timeout?: number } = {},
): Promise<string> {
  const box = page.locator(".monaco-dialog-box");
  await box.waitFor({ timeout });
  const text = await box.locator(".dialog-message-container").innerText();
  if (click) {
    await box.getByRole("button", { name: click }).first().click();
    await box.waitFor({ state: "hidden" });
  }
  return text;
}
