import type { Loan } from "../store/database";

export type Letter = "soon due" | "due today" | "overdue" | "last warning";

/** Chooses which letter a reader gets on this day, if any. One letter a loan and day, none on Sundays. */
export function letterFor(loan: Loan, today: Date, daysBefore: number): Letter | undefined {
  if (today.getDay() === 0) return undefined;
  const days = Math.round((loan.due.getTime() - today.getTime()) / 86_400_000);
  if (days === daysBefore) return "soon due";
  if (days === 0) return "due today";
  if (days === -7) return "overdue";
  if (days === -30) return "last warning";
  return undefined;
}
