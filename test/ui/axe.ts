import { readFileSync } from "node:fs";
import type { Frame } from "playwright-core";

/** The themes in which pages must look well, by the names that the settings know. */
export const themes = {
  light: "Default Light Modern",
  dark: "Default Dark Modern",
  contrast: "Default High Contrast",
} as const;

/** Rules of accessibility that a page breaks, by axe-core: "rule: where". */
export async function broken(page: Frame): Promise<readonly string[]> {
  await page.evaluate(readFileSync("node_modules/axe-core/axe.min.js", "utf8"));
  return page.evaluate(async () => {
    // the colour behind a view is the window's, which a page in a frame cannot see
    document.documentElement.style.background = "var(--vscode-sideBar-background)";
    interface Axe {
      run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}
