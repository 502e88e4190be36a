import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { page } from "./browser.ts";
import { HistoryList, toDate } from "../../src/webview/chat/historyList.ts";
import { contextOf, recordingEditor } from "./editor.ts";

test("a date is as short as it can be understood", () => {
  const at = (year: number, month: number, day: number): number =>
    new Date(year, month - 1, day, 15, 4).getTime();
  const now = new Date(2026, 10, 26, 16);
  const dates = [at(2026, 11, 26), at(2026, 11, 25), at(2025, 11, 26)];
  assert.deepEqual(
    dates.map((date) => toDate(date, "en", now).replaceAll("\u202f", " ")),
    ["3:04 PM", "Nov 25, 3:04 PM", "Nov 26, 2025, 3:04 PM"],
  );
});

test("arrows go from the field through the list and back; Enter in the field opens the first that was found", async () => {
  const editor = recordingEditor();
  const conversations = ["Fees", "Cards"].map((title) => ({ id: title, title, changed: 1 }));
  editor.listing = { conversations, damaged: [] };
  const list = new HistoryList(contextOf(editor.client), () => {});
  document.body.replaceChildren(list.element);
  await list.open();
  const press = (key: string): string => {
    const event = new page.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(event as never);
    const active = document.activeElement;
    return active?.querySelector(".title")?.textContent ?? active?.tagName ?? "";
  };
  const went = ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp", "ArrowUp"].map(press);
  assert.deepEqual(went, ["Fees", "Cards", "Cards", "Fees", "INPUT", "INPUT"]);
  press("Enter");
  await setImmediate();
  assert.ok(editor.asked.includes('show {"id":"Fees"}'));
});
