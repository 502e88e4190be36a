import assert from "node:assert/strict";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import {
  activeFile,
  firstResultIn,
  resultLabels,
  settleMeaning,
  startSearch,
  titleSays,
} from "./finding.ts";
import { makeRepository, type Repository } from "./repository.ts";

let repository: Repository;
let window: Workbench;
before(async () => {
  repository = makeRepository();
  const { git } = repository;
  git("branch", "--quiet", "-M", "main");
  git("checkout", "--quiet", "-b", "no-fines");
  git("rm", "--quiet", "-r", "src/loans", "tests");
  git("commit", "--quiet", "-m", "Fines are over");
  git("checkout", "--quiet", "main");
  window = await openWorkbench({ workspace: repository.folder });
  await settleMeaning(window);
});
after(async () => {
  await window?.stop();
  repository?.remove();
});

afterEach(async () => {
  await window.page.keyboard.press("Escape");
  repository.git("checkout", "--quiet", "--force", "main");
  repository.git("clean", "--quiet", "--force", "-d");
});

const inFolder = (path: string): string => join(repository.folder, path);
const focused = async (): Promise<string> =>
  (await window.quickPick.box
    .locator(".monaco-list-row.focused .label-name")
    .first()
    .textContent()) ?? "";

/** The list by meaning, for a question whose first answers are in `src/loans`. */
async function listFines(): Promise<readonly string[]> {
  await startSearch(window, "calculate a fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await titleSays(window, /words and meaning\)/);
  return resultLabels(window);
}

/** Goes down to the first result in another file. */
async function goTo(labels: readonly string[], file: string): Promise<void> {
  const at = labels.findIndex((label) => label.startsWith(`${file}:`));
  assert.ok(at > 0, `${file} in ${labels.join(", ")}`);
  for (let i = 0; i < at; i++) await window.page.keyboard.press("ArrowDown");
  await until(async () => (await focused()).startsWith(`${file}:`), { what: `${file} in focus` });
}

test("an open list follows a file that changes, is renamed and goes, and the person's place stays", async () => {
  const labels = await listFines();
  await goTo(labels, "tests/fines.test.ts");
  const before = await focused();

  const other = inFolder("tests/fines.test.ts");
  writeFileSync(other, `// one\n// two\n// three\n${readFileSync(other, "utf8")}`);
  const line = Number(before.split(":")[1]) + 3;
  await until(async () => (await focused()) === `tests/fines.test.ts:${line}`, {
    what: `the focused place to move to line ${line}`,
  });

  renameSync(inFolder("src/loans/fines.ts"), inFolder("src/loans/penalties.ts"));
  const isNamed = async (name: string): Promise<boolean> =>
    (await resultLabels(window)).some((label) => label.startsWith(`src/loans/${name}.ts`));
  await until(() => isNamed("penalties"), { what: "the new name" });
  assert.ok(!(await isNamed("fines")));
  assert.match(await focused(), /^tests\/fines\.test\.ts:/);
  await until(async () => (await activeFile(window)) === "tests/fines.test.ts", {
    what: "its preview to stay",
  });
  await window.screenshot("shots/searchFollows.png");

  rmSync(other);
  const isGone = async (): Promise<boolean> => {
    const now = await resultLabels(window);
    return now.length > 0 && !now.some((label) => label.includes("fines.test.ts"));
  };
  await until(isGone, { what: "the file that is gone to leave the list" });
  assert.equal(await window.quickPick.input.inputValue(), "calculate a fine");
  const next = (await focused()).replace(/:\d+$/, "");
  await until(async () => (await activeFile(window)) === next, { what: `the preview of ${next}` });
  await window.screenshot("shots/searchFollows-gone.png");
  assert.deepEqual(await window.notifications(), [], "nobody is told of a preview that is gone");
});

test("an open list follows a branch switch, there and back", async () => {
  await listFines();
  repository.git("checkout", "--quiet", "no-fines");
  await until(
    async () => {
      const labels = await resultLabels(window);
      return labels.length > 0 && !labels.some((label) => label.startsWith("src/loans"));
    },
    { what: "the other branch's results" },
  );
  await window.screenshot("shots/searchFollows-branch.png");
  repository.git("checkout", "--quiet", "main");
  await firstResultIn(window, "src/loans/fines.ts");
});

test("kept results of files that nobody has open follow a branch switch, there and back", async () => {
  await listFines();
  await window.page.keyboard.press("Alt+K");
  const pane = window.page.locator(".part.panel");
  const files = async (): Promise<string[]> => {
    const copied = String(await window.exec("hearth.copyResults"));
    return [...copied.matchAll(/^- \[(.+):\d+\]/gm)].map(([, file = ""]) => file);
  };
  await until(async () => (await files()).includes("src/loans/fines.ts"), { what: "results" });
  const before = await files();
  await window.exec("workbench.action.closeAllEditors");
  repository.git("checkout", "--quiet", "no-fines");
  await pane.getByText(/gone with their code/).waitFor();
  assert.ok(!(await files()).some((file) => file.startsWith("src/loans")));
  await window.screenshot("shots/resultsBranch.png");
  repository.git("checkout", "--quiet", "main");
  await until(async () => (await files()).join() === before.join(), { what: "them to be back" });
  await window.exec("hearth.clearResults");
});

test("kept results follow a file that is renamed in the editor", async () => {
  await listFines();
  await window.page.keyboard.press("Alt+K");
  const copied = async (): Promise<string> => String(await window.exec("hearth.copyResults"));
  await until(async () => (await copied()).includes("src/loans/fines.ts"), { what: "results" });
  await window.inHost(async (vscode) => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (!folder) throw new Error("No folder is open.");
    const edit = new vscode.WorkspaceEdit();
    const [from, to] = ["src/loans/fines.ts", "src/loans/penalties.ts"];
    edit.renameFile(vscode.Uri.joinPath(folder, from), vscode.Uri.joinPath(folder, to));
    await vscode.workspace.applyEdit(edit);
  });
  await until(async () => (await copied()).includes("src/loans/penalties.ts"), {
    what: "the new name",
  });
  assert.doesNotMatch(await copied(), /loans\/fines\.ts/);
});
