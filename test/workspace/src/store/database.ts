import type { Title } from "../catalogue/searchTitles";

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly child: boolean;
}

export interface Copy {
  readonly id: string;
  readonly isbn: string;
  readonly kind: "book" | "film";
}

export interface Loan {
  readonly memberId: string;
  readonly copyId: string;
  readonly due: Date;
  readonly renewals: number;
}

/** All reads and writes of the server go through here. Every change is one transaction. */
export interface Database {
  titles(): readonly Title[];
  copy(id: string): Copy;
  member(id: string): Member;
  openLoans(memberId: string): readonly Loan[];
  reservations(copyId: string): readonly string[];
  addLoan(loan: Loan): Loan;
  updateLoan(loan: Loan): Loan;
}

export declare function openDatabase(file: string): Database;
