// A process of its own, because @vscode/test-electron needs a newer Node than Hearth's developers may have.
import { runTests } from "@vscode/test-electron";
import { join, resolve } from "node:path";

const { HEARTH_HOST_CODE, HEARTH_HOST_EXAMPLE, HEARTH_HOST_RESULTS, HEARTH_HOST_WORKSPACE } =
  process.env;
if (!HEARTH_HOST_CODE || !HEARTH_HOST_EXAMPLE || !HEARTH_HOST_RESULTS || !HEARTH_HOST_WORKSPACE)
  throw new Error("Run `npm test -- editor`; it starts this with what it needs.");
try {
  await runTests({
    vscodeExecutablePath: HEARTH_HOST_CODE,
    extensionDevelopmentPath: [resolve("."), HEARTH_HOST_EXAMPLE],
    extensionTestsPath: resolve("dist/test/testEntry.cjs"),
    launchArgs: [
      HEARTH_HOST_WORKSPACE,
      `--user-data-dir=${join(HEARTH_HOST_RESULTS, "..", "user")}`,
    ],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
