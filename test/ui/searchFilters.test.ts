import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench, type Workbench } from "../../src/dev/host/workbench.ts";
import { firstResultIn, resultLabels, startSearch } from "./finding.ts";

let window: Workbench;
before(async () => {
  window = await openWorkbench({ workspace: "sample" });
});
after(() => window?.stop());

const title = async (): Promise<string> =>
  (await window.quickPick.box.locator(".quick-input-title").textContent()) ?? "";

/** Waits until there are results, all of them in files like `path`. */
const allIn = (path: RegExp): Promise<unknown> =>
  until(
    async () => {
      const labels = await resultLabels(window);
      return labels.length > 0 && labels.every((label) => path.test(label));
    },
    { what: `results in ${path} only` },
  );

test("filters are turned by key, stand in the title, and are cleared at once", async () => {
  await startSearch(window, "fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await window.page.keyboard.press("Alt+T");
  await until(async () => /no tests/.test(await title()), { what: "the title to say so" });
  await until(async () => (await resultLabels(window)).every((one) => !one.startsWith("tests/")), {
    what: "tests to go",
  });
  await window.page.keyboard.press("Alt+T");
  await allIn(/^tests\//);
  await window.screenshot("shots/searchFilters.png");
  await window.page.keyboard.press("Alt+Backspace");
  await firstResultIn(window, "src/loans/fines.ts");
  assert.doesNotMatch(await title(), /tests/);
  await window.quickPick.cancel();
});

test("a folder and a language are chosen from what the index holds, and the query stays", async () => {
  await startSearch(window, "members");
  await until(async () => (await resultLabels(window)).length > 0, { what: "results" });
  await window.page.keyboard.press("Alt+L");
  await window.quickPick.rows.filter({ hasText: "Python" }).first().waitFor();
  await window.screenshot("shots/searchLanguages.png");
  await window.page.keyboard.type("Python");
  await window.page.keyboard.press("ArrowDown");
  await window.page.keyboard.press("Space");
  await window.page.keyboard.press("Enter");
  await allIn(/\.py:/);
  assert.equal(await window.quickPick.input.inputValue(), "members");
  assert.match(await title(), /Python/);
  await window.page.keyboard.press("Alt+D");
  await window.quickPick.rows.filter({ hasText: "src/http" }).first().waitFor();
  await window.screenshot("shots/searchFolders.png");
  await window.quickPick.accept("src/members");
  await until(async () => /src\/members\//.test(await title()), {
    what: "the folder in the title",
  });
  await window.screenshot("shots/searchNothing.png");
  await window.quickPick.accept("Nothing found with these filters");
  await until(async () => (await resultLabels(window)).length > 0, { what: "results again" });
  await window.quickPick.cancel();
});
