import { join } from "node:path";
import { chromium, type Browser, type BrowserContext } from "playwright-core";
import { desktopAutoplay } from "./autoplay.ts";
import { findChromium } from "./chromium.ts";
import type { Run } from "./run.ts";

/**
 * Starts a headless Chromium that keeps everything in the run's folder; `HEADFUL=1` shows its window. `bus` is the
 * address of a session bus: without one of its own a test would hear, and take, the media keys of the desktop.
 */
export async function startBrowser(run: Run, bus = "disabled:"): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium was found: run installHost first.");
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = join(run.tmp, "tmp"); // playwright puts the profile there
  try {
    return await chromium.launch({
      executablePath,
      headless: !process.env["HEADFUL"],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      env: {
        ...(process.env as Record<string, string>),
        HOME: join(run.tmp, "home"),
        DBUS_SESSION_BUS_ADDRESS: bus,
        ...run.mark,
      },
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
      ],
    });
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

/** A window as VS Code's desktop has it: state is kept over reloads, sound needs a click. */
export async function openWindow(
  browser: Browser,
  { width = 1280, height = 800 }: { readonly width?: number; readonly height?: number } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width, height } });
  // the workbench asks code-server's front, which does not run, for the key that its secret store is kept with
  await context.route("**/mint-key", (route) => route.fulfill({ body: Buffer.alloc(32, 7) }));
  await context.addInitScript(desktopAutoplay);
  return context;
}
