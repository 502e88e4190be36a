import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Workbench } from "../../src/dev/host/workbench.ts";
import { until } from "../../src/dev/host/wait.ts";
import { type LargerModel, startLargerModel } from "./largerModel.ts";
import { makeRepository, openRepository, type Repository } from "./repository.ts";

let window: Workbench;
let repository: Repository;
let larger: LargerModel;

before(async () => {
  repository = makeRepository();
  appendFileSync(
    join(repository.folder, "src/loans/fines.ts"),
    "\n/** Fees are waived for children. */\nexport const waived = (age: number): boolean => age < 12;\n",
  );
  repository.git("add", ".");
  larger = await startLargerModel();
  const { machineSettings } = larger;
  window = await openRepository(repository.folder, "fines.ts", { machineSettings });
});
after(async () => {
  await window?.stop();
  repository?.remove();
  larger?.stop();
});

const read = "Add waived to fines.ts";

const box = () => window.page.locator(".scm-input .view-lines");
const message = async (): Promise<string> =>
  ((await box().textContent()) ?? "").replaceAll("\u00A0", " ").trim();
const written = (): Promise<unknown> =>
  until(async () => !(await window.notifications()).some(({ text }) => text.includes("Writing")), {
    ...{ what: "the message to be written", timeout: 120_000 },
  });
const sparkle = () => window.page.getByRole("button", { name: "Write Commit Message" }).first();

/** Every text that a notification has from now on, also for a moment. */
async function watchNotifications(): Promise<() => Promise<readonly string[]>> {
  const texts = await window.page.evaluateHandle(() => {
    const found: string[] = [];
    const read = (): void => {
      for (const item of document.querySelectorAll(".notification-list-item-message"))
        found.push(item.textContent ?? "");
    };
    new MutationObserver(read).observe(document.body, {
      ...{ subtree: true, childList: true, characterData: true },
    });
    return found;
  });
  return () => texts.jsonValue();
}

async function type(text: string): Promise<void> {
  await window.page.locator(".scm-input .monaco-editor").first().click();
  await window.page.keyboard.press("Control+a");
  await window.page.keyboard.press("Delete");
  await window.page.keyboard.type(text);
  await until(async () => (await message()) === text, { what: `the box to say "${text}"` });
}

test("a small model is not asked: the sparkle reads the message off what is staged, at once", async () => {
  await type("");
  await sparkle().click();
  await until(async () => (await message()) === read, { what: "the message", timeout: 10_000 });
  await window.page.locator(".statusbar-item", { hasText: "Read off the change" }).waitFor();
  await window.screenshot("shots/commitSmall.png");
  assert.equal(repository.git("diff", "--cached", "--name-only").trim(), "src/loans/fines.ts");
});

test("a larger model's message grows in a notification and goes into the box when it is whole", async () => {
  await larger.choose(window);
  larger.says("Waive ", "fees ", "for ", "children ", "in fines.ts");
  await type("");
  const seen = await watchNotifications();
  await sparkle().click();
  await until(async () => (await message()) === "Waive fees for children in fines.ts", {
    what: "the message",
  });
  await written();
  const growing = new Set(
    (await seen()).flatMap((line) => /^Writing a commit message: (.+)/.exec(line)?.[1] ?? []),
  );
  assert.ok(growing.size > 1, `it grew in the notification: ${[...growing].join(" | ")}`);
  await window.screenshot("shots/commit.png");
});

test("cancelling leaves what stood in the box", async () => {
  larger.says("Waive ", ...Array.from({ length: 60 }, () => "fees "));
  await type("my own words");
  await sparkle().click();
  await window.notification("Writing a commit message", { click: "Cancel" });
  await written();
  assert.equal(await message(), "my own words");
});

test("one undo in the box takes a message back that did not fit the change and was read off it", async () => {
  larger.says("Remove the ", "oldParse function");
  await type("wip");
  await sparkle().click();
  await until(async () => (await message()) === read, { what: "the message" });
  await written();
  await window.page.locator(".scm-input .monaco-editor").first().click();
  await window.page.keyboard.press("Control+z");
  await until(async () => (await message()) === "wip", { what: "the undo" });
});
