import { findAgain, type Row } from "./rows.ts";

/** A row that the person is at, and how many are above it. */
export interface At {
  readonly row: Row;
  readonly at: number;
}

/** Keeps the person at the same place while the answers under them change. */
export class Stay {
  #asked = true;
  #chosen: At | undefined;
  #shown: Row | undefined;

  /** Another question was asked: nothing of its answers is chosen yet. */
  forget(): void {
    this.#asked = true;
  }

  /**
   * The row to be at in a new answer: the chosen one; where it is missing, the one in its place, until it is back. A
   * file that is being written can be missing from the answers of half a second.
   * @param now where the person is before it
   * @param first whether the first place is chosen too; else it is only where the list begins
   */
  settle(rows: readonly Row[], now: At | undefined, first: boolean): Row | undefined {
    if (this.#asked) this.#chosen = undefined;
    else if (!this.#chosen || now?.row !== this.#shown)
      this.#chosen = now && (first || now.at > 0) ? now : undefined;
    this.#asked = false;
    const found = this.#chosen && findAgain(rows, this.#chosen.row);
    if (found) this.#chosen = { row: found, at: rows.indexOf(found) };
    return (this.#shown = found ?? rows[Math.min(this.#chosen?.at ?? 0, rows.length - 1)]);
  }
}
