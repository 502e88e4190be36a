import type { Locator, Page } from "playwright-core";
import { literal } from "../../../platform/literal.ts";
import { until } from "../wait.ts";

/** The box at the top of the window: command palette, quick picks, input boxes. */
export interface QuickPick {
  readonly box: Locator;
  readonly input: Locator;
  readonly rows: Locator;
  /** Replaces the text in the box. */
  type(text: string): Promise<void>;
  /** The rows that are drawn, top first. Waits for the first one. */
  items(): Promise<{ label: string; description: string; detail: string }[]>;
  /** Presses Enter, or clicks the first row whose label holds `label`. */
  accept(label?: string): Promise<void>;
  cancel(): Promise<void>;
}

export function quickPickOf(page: Page): QuickPick {
  const box = page.locator(".quick-input-widget:visible");
  const input = box.locator("input[type=text], input[type=password], input:not([type])").first();
  const rows = box.locator(".quick-input-list .monaco-list-row");
  return {
    box,
    input,
    rows,
    type: async (text) => {
      await input.waitFor();
      await input.fill(text);
    },
    items: async () => {
      await rows.first().waitFor();
      return rows.evaluateAll((all) => {
        const text = (row: Element, selector: string): string =>
          row.querySelector(selector)?.textContent ?? "";
        return all.map((row) => ({
          label: text(row, ".label-name"),
          description: text(row, ".label-description"),
          detail: text(row, ".quick-input-list-label-meta"),
        }));
      });
    },
    accept: async (label) => {
      if (label === undefined) return page.keyboard.press("Enter");
      const name = { has: page.locator(".label-name", { hasText: label }) };
      await rows.filter(name).first().click();
    },
    cancel: async () => {
      await page.keyboard.press("Escape");
      await box.waitFor({ state: "hidden" });
    },
  };
}

/** Runs a command as a person does: F1, its whole title ("Hearth: Search"), click. @throws {Error} when the palette has no such row */
export async function runFromPalette(page: Page, title: string): Promise<void> {
  const quick = quickPickOf(page);
  const exact = new RegExp(`^${literal(title)}$`, "i");
  const row = quick.rows.filter({ has: page.locator(".label-name", { hasText: exact }) }).first();
  for (let tries = 1; ; tries++) {
    try {
      await page.keyboard.press("F1");
      // a box that is just closing takes no text
      await quick.input.fill(`>${title}`, { timeout: 3000 });
      await row.click({ timeout: 5000 });
      await until(() => hasLeft(quick, `>${title}`), {
        what: "the palette to close",
        timeout: 3000,
      });
      return;
    } catch (error) {
      await page.keyboard.press("Escape");
      if (tries === 3) throw new Error(`The palette has no "${title}".`, { cause: error });
    }
  }
}

/** The box is gone, or the command has opened another one in it. */
async function hasLeft(quick: QuickPick, text: string): Promise<boolean> {
  if (!(await quick.box.count())) return true;
  const now = await quick.input.inputValue({ timeout: 500 }).catch(() => "");
  return now !== text;
}
