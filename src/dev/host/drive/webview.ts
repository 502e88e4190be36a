import type { ElementHandle, Frame, Page } from "playwright-core";
import { until } from "../wait.ts";

/**
 * The document inside a webview view, once it has content. `id` as in contributes.views, `name` as the view's title
 * (already translated).
 */
export async function webviewFrame(
  page: Page,
  {
    id,
    name,
    timeout = 20_000,
  }: { readonly id: string; readonly name: string; readonly timeout?: number },
): Promise<Frame> {
  const what = `the webview ${id}`;
  const frame = await until(() => outerFrame(page, { id, name }), { what, timeout });
  const outer = await frame.contentFrame();
  if (!outer) throw new Error(`${what} has gone.`);
  const inner = await outer.waitForSelector("iframe#active-frame", { timeout, state: "attached" });
  return until(
    async () => {
      const content = await inner.contentFrame();
      const loaded = await content
        ?.evaluate(() => document.readyState !== "loading" && document.body.childElementCount > 0)
        .catch(() => false); // replaced while we asked
      return loaded ? content : null;
    },
    { what: `${what} to show its page`, timeout },
  );
}

/** A webview's iframe does not lie inside its view: it floats over the page, tied to the view by a CSS anchor. */
async function outerFrame(
  page: Page,
  view: { readonly id: string; readonly name: string },
): Promise<ElementHandle<HTMLIFrameElement> | null> {
  const found = await page.evaluateHandle(({ id, name }) => {
    const css = (element: Element | null | undefined, property: string): string =>
      element ? getComputedStyle(element).getPropertyValue(property) : "";
    const panes = [...document.querySelectorAll(".pane")];
    const icon = `.pane-header .icon.view-${CSS.escape(id.replace(/[.:]/g, "-"))}`;
    const pane =
      panes.find((each) => each.querySelector(icon)) ??
      panes.find((each) => each.querySelector(".pane-header")?.ariaLabel === `${name} Section`);
    const anchor = css(pane?.querySelector(":scope > .pane-body"), "anchor-name");
    const frames = [...document.querySelectorAll<HTMLIFrameElement>("iframe.webview.ready")];
    return (
      frames.find(
        (each) =>
          anchor !== "" &&
          anchor !== "none" &&
          each.getClientRects().length > 0 &&
          css(each.parentElement, "position-anchor") === anchor,
      ) ?? null
    );
  }, view);
  return found.asElement();
}
