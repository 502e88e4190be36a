import assert from "node:assert/strict";
import { test } from "node:test";
import { overdueFee } from "../src/loans/fines";

const loan = { memberId: "m1", copyId: "c1", due: new Date("2026-03-01"), renewals: 0 };
const adult = { id: "m1", name: "Ada", child: false };

test("five days late cost two days", () => {
  assert.equal(overdueFee(loan, adult, new Date("2026-03-06")), 40);
});

test("a year late costs eight euros", () => {
  assert.equal(overdueFee(loan, adult, new Date("2027-03-01")), 800);
});
