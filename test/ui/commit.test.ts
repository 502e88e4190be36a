import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { until } from "../../src/dev/host/wait.ts";

let window: Workbench;
let folder: string;

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
    cwd: folder,
    encoding: "utf8",
  });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-commit-"));
  cpSync("test/workspace", folder, { recursive: true });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "First");
  appendFileSync(
    join(folder, "src/loans/fines.ts"),
    "\n/** Fees are waived for children. */\nexport const waived = (age: number): boolean => age < 12;\n",
  );
  git("add", ".");
  window = await openWorkbench({
    workspace: folder,
    builtin: ["git", "git-base"],
    settings: {
      "git.enabled": true,
      "git.autofetch": false,
      "git.openRepositoryInParentFolders": "never",
    },
  });
  await window.exec("workbench.view.scm");
  await window.page.locator(".scm-view .resource", { hasText: "fines.ts" }).first().waitFor();
});
after(async () => {
  await window?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const box = () => window.page.locator(".scm-input .view-lines");
const message = async (): Promise<string> =>
  ((await box().textContent()) ?? "").replaceAll("\u00A0", " ").trim();
const written = (): Promise<unknown> =>
  until(async () => !(await window.notifications()).some(({ text }) => text.includes("Writing")), {
    ...{ what: "the message to be written", timeout: 120_000 },
  });
const sparkle = () => window.page.getByRole("button", { name: "Write Commit Message" }).first();

async function type(text: string): Promise<void> {
  await window.page.locator(".scm-input .monaco-editor").first().click();
  await window.page.keyboard.press("Control+a");
  await window.page.keyboard.press("Delete");
  await window.page.keyboard.type(text);
  await until(async () => (await message()) === text, { what: `the box to say "${text}"` });
}

test("cancelling while the model is loaded leaves what stood in the box", async () => {
  await type("my own words");
  await sparkle().click();
  await window.notification("Writing a commit message", { click: "Cancel" });
  await written();
  assert.equal(await message(), "my own words");
});

test("the sparkle above the box writes a message for what is staged into it", async () => {
  await type("");
  await sparkle().click();
  await until(message, { what: "the first word", timeout: 120_000 });
  await written();
  const text = await message();
  assert.ok(text.length > 3 && !text.includes("\n"), text);
  await window.screenshot("shots/commit.png");
  assert.equal(git("diff", "--cached", "--name-only").trim(), "src/loans/fines.ts");
});

test("undo in the box goes back piece by piece to what stood there before", async () => {
  await type("wip");
  await sparkle().click();
  await until(async () => !["", "wip"].includes(await message()), {
    ...{ what: "the first word", timeout: 120_000 },
  });
  await written();
  await window.page.locator(".scm-input .monaco-editor").first().click();
  for (let pieces = 0; pieces < 60 && (await message()) !== "wip"; pieces++)
    await window.page.keyboard.press("Control+z");
  assert.equal(await message(), "wip");
});
