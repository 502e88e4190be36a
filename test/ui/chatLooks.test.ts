import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTheme } from "./asking.ts";
import { broken, themes } from "./axe.ts";
import { keepChat } from "./kept.ts";
import { openEarlier, page, useChatWindow, window } from "./chatWindow.ts";

const answer = `It is worked out in \`overdueFee\` of \`src/loans/fines.ts:8\`:

\`\`\`typescript
const charged = Math.max(0, late - FREE_DAYS); // the first days are free
return Math.min(MOST_CENTS, charged * CENTS_PER_DAY);
\`\`\`

| days | cents |
| ---: | ---: |
| 3 | 0 |
| 10 | 140 |

A day costs $20 \\times 1$ cents; <b>this</b> is not bold.`;

useChatWindow({ size: { width: 1280, height: 1000 } }, async () => {
  const uri = `file://${join(window.workspace, "src/loans/fines.ts")}`;
  const place = { path: "src/loans/fines.ts", uri };
  await keepChat(window, {
    title: "Fees",
    turns: [
      { question: "Hello", answer: "Hello. What is it about?" },
      {
        question: "Where is the fee worked out?",
        attachments: [
          { ...place, firstLine: 7, lastLine: 13, kind: "found" },
          { ...place, firstLine: 1, lastLine: 14, cut: { kept: 60, lines: 400 } },
        ],
        answer,
        reasoning: "They ask about fees. That is in fines.ts.",
        leftOut: 1,
        versions: 2,
      },
    ],
  });
  await window.openFile("src/loans/fines.ts");
  await openEarlier("Fees");
  await page.locator(".code").first().waitFor();
});

for (const [name, theme] of Object.entries(themes))
  test(`everything that a chat can show is accessible and well drawn in ${name}`, async () => {
    await setTheme(window, theme);
    const kind = name === "contrast" ? "vscode-high-contrast" : `vscode-${name}`;
    await page.locator(`body.${kind}`).waitFor();
    const field = page.getByLabel("Your question");
    await field.fill("");
    await field.pressSequentially("@");
    await page.getByRole("option").first().waitFor();
    await window.screenshot(`shots/chat-${name}.png`);
    assert.deepEqual(await broken(page), []);
    await field.press("Escape");
    await page.locator(".reasoning:visible summary").click();
    await page.locator(".scroll").evaluate((scroller) => (scroller.scrollTop = 0));
    await window.screenshot(`shots/chat-${name}-top.png`);
    assert.deepEqual(await broken(page), []);
    await page.locator(".reasoning:visible summary").click();
  });

test("a place that the answer names opens with a click", async () => {
  await window.openFile("src/loans/borrow.ts");
  await page.getByRole("button", { name: "src/loans/fines.ts:8" }).click();
  await window.page.locator(".tab.active", { hasText: "fines.ts" }).waitFor();
  await window.page.locator(".statusbar-item", { hasText: "Ln 8" }).waitFor();
});

test("the buttons of a long code block stay in reach while it is scrolled through", async () => {
  const code = Array.from({ length: 120 }, (_, n) => `const line${n} = ${n};`).join("\n");
  const answer = `- [ ] read it\n- [x] wrote it\n\n\`\`\`ts\n${code}\n\`\`\``;
  await keepChat(window, { title: "Long", turns: [{ question: "All of it", answer }] });
  await openEarlier("Long");
  const scroller = page.locator(".scroll");
  await scroller.evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
  await page.locator(".code .bar").hover();
  const above = await page.locator(".code .bar").boundingBox();
  const view = await scroller.boundingBox();
  assert.ok(above && view && Math.abs(above.y - view.y) < 2, JSON.stringify([above, view]));
  await window.screenshot("shots/chat-long.png");
  await scroller.evaluate((element) => (element.scrollTop = 0));
  const [box, words] = await Promise.all(
    [page.locator(".task input").first(), page.locator(".task p").first()].map((one) =>
      one.boundingBox(),
    ),
  );
  assert.ok(box && words && box.x + box.width <= words.x + 8 && Math.abs(box.y - words.y) < 10);
  await openEarlier("Fees");
  await page.locator("table").waitFor();
});

test("mathematics stays as it was written, and markup of the answer is text", async () => {
  const text = (await page.locator(".answer .markdown").last().textContent()) ?? "";
  assert.match(text, /\$20 \\times 1\$ cents; <b>this<\/b> is not bold/);
  assert.equal(await page.locator(".answer .markdown b").count(), 0);
});

test("everything can be reached by keyboard: from the question back through the answer's buttons", async () => {
  await page.getByLabel("Your question").focus();
  const reached = new Set<string>();
  for (let i = 0; i < 40; i++) {
    await window.page.keyboard.press("Shift+Tab");
    const label = await page.evaluate(() => {
      const active = document.activeElement;
      return active?.getAttribute("aria-label") ?? active?.textContent ?? "";
    });
    reached.add(label);
  }
  for (const wanted of [
    "Copy answer",
    "Read aloud",
    "Answer again",
    "Copy code",
    "Insert at cursor",
    "Apply to the file: shows the change first",
    "Open as a new file",
    "Show the version before",
    "Change the question",
    "New chat",
    "Earlier chats",
  ])
    assert.ok(reached.has(wanted), `${wanted} is not among ${[...reached].join(" | ")}`);
});
