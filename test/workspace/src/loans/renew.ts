import type { Database, Loan } from "../store/database";

/** Extends a loan by its usual time. Not possible a third time, and not while another reader waits for the book. */
export function renew(database: Database, loan: Loan): Loan {
  if (loan.renewals >= 2) throw new Error("A loan can be renewed twice.");
  if (database.reservations(loan.copyId).length > 0)
    throw new Error("Somebody else has reserved this book.");
  const due = new Date(loan.due);
  due.setDate(due.getDate() + 28);
  return database.updateLoan({ ...loan, due, renewals: loan.renewals + 1 });
}
