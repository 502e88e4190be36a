import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { copySample } from "../../src/dev/host/data.ts";
import { openWorkbench } from "../../src/dev/host/workbench.ts";
import { serverForTests } from "../process/postgres.ts";
import { firstResultIn, startSearch } from "./finding.ts";

const server = serverForTests();

test("a team's index asks for its password once, gives its vectors, and says how many", async (context) => {
  if (!server.needed(context)) return;
  const root = mkdtempSync(join(tmpdir(), "hearth-team-"));
  context.after(() => rmSync(root, { recursive: true }));
  const { url, password } = server.connection;
  const shared = spawnSync(
    process.execPath,
    ["dist/cli.mjs", "index", "share", url, await copySample(root), "--json"],
    { env: { ...process.env, PGPASSWORD: password }, encoding: "utf8" },
  );
  assert.equal(shared.status, 0, shared.stderr);

  const window = await openWorkbench({
    workspace: "sample",
    machineSettings: { "hearth.search.sharedIndex": url },
  });
  context.after(() => window.stop());
  await window.runCommand("hearth.setSharedPassword");
  await window.quickPick.type(String(password));
  assert.equal(await window.quickPick.input.getAttribute("type"), "password");
  await window.screenshot("shots/sharedPassword.png");
  await window.quickPick.accept();
  await window.quickPick.box.waitFor({ state: "hidden" });

  await startSearch(window, "what does somebody pay who brings a book back late");
  await firstResultIn(window, "src/loans/fines.ts");
  await window.quickPick.cancel();
  await window.runCommand("hearth.showIndex");
  const team = window.quickPick.rows.filter({ hasText: /team's index: [1-9]\d* parts/ });
  await team.waitFor({ timeout: 30_000 });
  await window.screenshot("shots/sharedIndex.png");
});
