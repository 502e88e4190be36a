import type { Loan, Member } from "../store/database";

const FREE_DAYS = 3;
const CENTS_PER_DAY = 20;
const MOST_CENTS = 800;

/** What a late return costs, in cents. The first days are free, and children never pay. */
export function overdueFee(loan: Loan, member: Member, returned: Date): number {
  if (member.child) return 0;
  const late = Math.floor((returned.getTime() - loan.due.getTime()) / 86_400_000);
  const charged = Math.max(0, late - FREE_DAYS);
  return Math.min(MOST_CENTS, charged * CENTS_PER_DAY);
}
