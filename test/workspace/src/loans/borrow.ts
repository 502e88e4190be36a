import type { Database, Loan } from "../store/database";

const DAYS = { book: 28, film: 7 } as const;

/** Hands a copy to a member at the desk. Refuses when the member has too many things at home. */
export function borrow(database: Database, memberId: string, copyId: string, today: Date): Loan {
  const copy = database.copy(copyId);
  const member = database.member(memberId);
  const atHome = database.openLoans(memberId).length;
  if (atHome >= (member.child ? 20 : 12))
    throw new Error(`${member.name} has ${atHome} things at home already.`);
  const due = new Date(today);
  due.setDate(due.getDate() + DAYS[copy.kind]);
  return database.addLoan({ memberId, copyId, due, renewals: 0 });
}
