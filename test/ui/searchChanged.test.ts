import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench } from "../../src/dev/host/workbench.ts";
import { firstResultIn, resultLabels, startSearch } from "./finding.ts";

test("only files that the editor's Git says have changed, by a key or a button", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "hearth-changed-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync("test/workspace", folder, { recursive: true });
  const git = (...args: string[]): unknown =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: folder,
    });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "First");
  appendFileSync(join(folder, "src/loans/renew.ts"), "\n// a fine is no reason to refuse\n");

  const window = await openWorkbench({
    workspace: folder,
    builtin: ["git", "git-base"],
    settings: { "git.enabled": true, "git.openRepositoryInParentFolders": "never" },
  });
  context.after(() => window.stop());
  await window.exec("workbench.view.scm");
  await window.page.locator(".scm-view .resource", { hasText: "renew.ts" }).first().waitFor();

  await startSearch(window, "fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await window.page.keyboard.press("Alt+G");
  await firstResultIn(window, "src/loans/renew.ts");
  const labels = await resultLabels(window);
  assert.ok(
    labels.every((label) => label.startsWith("src/loans/renew.ts:")),
    labels.join(", "),
  );
  await window.screenshot("shots/searchChanged.png");
  await window.quickPick.box
    .getByRole("checkbox", { name: /changed/i })
    .first()
    .click();
  await until(
    async () => (await resultLabels(window))[0]?.startsWith("src/loans/fines.ts") ?? false,
    {
      what: "all files to be searched again",
    },
  );
});
