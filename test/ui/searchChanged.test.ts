import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { firstResultIn, resultLabels, startSearch } from "./finding.ts";
import { makeRepository, openRepository } from "./repository.ts";

test("only files that the editor's Git says have changed, by a key or a button", async (context) => {
  const { folder, remove } = makeRepository();
  context.after(remove);
  appendFileSync(join(folder, "src/loans/renew.ts"), "\n// a fine is no reason to refuse\n");
  const window = await openRepository(folder, "renew.ts");
  context.after(() => window.stop());

  await startSearch(window, "fine");
  await firstResultIn(window, "src/loans/fines.ts");
  await window.page.keyboard.press("Alt+G");
  const onlyChanged = async (): Promise<boolean> => {
    const labels = await resultLabels(window);
    return labels.length > 0 && labels.every((label) => label.startsWith("src/loans/renew.ts:"));
  };
  await until(onlyChanged, { what: "places in changed files alone" });
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
