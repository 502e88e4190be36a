import assert from "node:assert/strict";
import { test } from "node:test";
import "./browser.ts";
import { toDate } from "../../src/webview/chat/historyList.ts";

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
