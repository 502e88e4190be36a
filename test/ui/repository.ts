import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  openWorkbench,
  type Workbench,
  type WorkbenchOptions,
} from "../../src/dev/host/workbench.ts";

/** The sample project in a Git repository of its own, with one commit. */
export interface Repository {
  readonly folder: string;
  git(...args: string[]): string;
  remove(): void;
}

export function makeRepository(): Repository {
  const folder = mkdtempSync(join(tmpdir(), "hearth-repository-"));
  cpSync("test/workspace", folder, { recursive: true });
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "First");
  return { folder, git, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A window on it with the editor's own Git, in which `changed` is listed as changed. */
export async function openRepository(
  folder: string,
  changed: string,
  { settings, machineSettings }: Pick<WorkbenchOptions, "settings" | "machineSettings"> = {},
): Promise<Workbench> {
  const window = await openWorkbench({
    workspace: folder,
    builtin: ["git", "git-base"],
    ...(machineSettings && { machineSettings }),
    settings: {
      ...settings,
      "git.enabled": true,
      "git.autofetch": false,
      "git.openRepositoryInParentFolders": "never",
    },
  });
  await window.exec("workbench.view.scm");
  await window.page.locator(".scm-view .resource", { hasText: changed }).first().waitFor();
  return window;
}
