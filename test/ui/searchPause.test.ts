import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { firstResultIn, startSearch } from "./finding.ts";

let window: Workbench;
let supplies: string;
before(async () => {
  supplies = mkdtempSync(join(tmpdir(), "hearth-power-"));
  mkdirSync(join(supplies, "BAT0"));
  writeFileSync(join(supplies, "BAT0/type"), "Battery\n");
  writeFileSync(join(supplies, "BAT0/status"), "Discharging\n");
  window = await openWorkbench({
    workspace: "sample",
    env: { HEARTH_POWER_SUPPLY: supplies },
  });
});
after(async () => {
  await window?.stop();
  rmSync(supplies, { recursive: true });
});

const status = (text: string) => window.page.locator(".statusbar-item", { hasText: text }).first();

test("on battery the index waits and says so, in the status bar and in the search", async () => {
  await startSearch(window, "calculate a fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await status("paused: on battery").waitFor({ timeout: 30_000 });
  await window.quickPick.box.getByText("paused: on battery").waitFor();
  await window.screenshot("shots/searchBattery.png");
  await window.quickPick.cancel();
  await status("paused: on battery").hover();
  await window.page.getByText("Go on anyway").waitFor();
  await window.screenshot("shots/searchBatteryHover.png");
});

test("a pause of one's own outlives the window, and ends with a click", async () => {
  await window.runCommand("hearth.pauseIndexing");
  await window.reload();
  await startSearch(window, "calculate a fine");
  await firstResultIn(window, "src/loans/fines.ts");
  const item = window.page.locator(".statusbar-item", {
    has: window.page.locator(".codicon-debug-pause"),
  });
  await item.waitFor({ timeout: 30_000 });
  assert.doesNotMatch((await item.textContent()) ?? "", /battery/);
  await window.quickPick.cancel();
  await item.click();
  await status("paused: on battery").waitFor({ timeout: 30_000 });
});

test("a click goes on though the machine runs on its battery", async () => {
  await status("paused: on battery").click();
  await status("paused: on battery").waitFor({ state: "hidden", timeout: 60_000 });
  await startSearch(window, "calculate a fine");
  await window.quickPick.box.getByText("words and meaning)").waitFor({ timeout: 90_000 });
  await window.quickPick.cancel();
});
