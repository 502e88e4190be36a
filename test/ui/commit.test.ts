import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Workbench } from "../../src/dev/host/workbench.ts";
import { until } from "../../src/dev/host/wait.ts";
import { makeRepository, openRepository, type Repository } from "./repository.ts";

let window: Workbench;
let repository: Repository;

before(async () => {
  repository = makeRepository();
  appendFileSync(
    join(repository.folder, "src/loans/fines.ts"),
    "\n/** Fees are waived for children. */\nexport const waived = (age: number): boolean => age < 12;\n",
  );
  repository.git("add", ".");
  window = await openRepository(repository.folder, "fines.ts");
});
after(async () => {
  await window?.stop();
  repository?.remove();
});

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

test("cancelling while the model is loaded leaves what stood in the box", async () => {
  await type("my own words");
  await sparkle().click();
  await window.notification("Writing a commit message", { click: "Cancel" });
  await written();
  assert.equal(await message(), "my own words");
});

test("the sparkle above the box writes a message for what is staged into it", async () => {
  await type("");
  const seen = await watchNotifications();
  await sparkle().click();
  await until(message, { what: "the message", timeout: 120_000 });
  await written();
  const text = await message();
  assert.ok(text.length > 3 && !text.includes("\n"), text);
  const growing = new Set(
    (await seen()).flatMap((line) => /^Writing a commit message: (.+)/.exec(line)?.[1] ?? []),
  );
  assert.ok(growing.size > 1, `it grew in the notification: ${[...growing].join(" | ")}`);
  await window.screenshot("shots/commit.png");
  assert.equal(repository.git("diff", "--cached", "--name-only").trim(), "src/loans/fines.ts");
});

test("one undo in the box takes the whole message back", async () => {
  await type("wip");
  await sparkle().click();
  await until(async () => !["", "wip"].includes(await message()), {
    ...{ what: "the message", timeout: 120_000 },
  });
  await written();
  await window.page.locator(".scm-input .monaco-editor").first().click();
  await window.page.keyboard.press("Control+z");
  await until(async () => (await message()) === "wip", { what: "the undo" });
});
