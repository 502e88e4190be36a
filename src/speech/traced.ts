/** UTF-16 offsets into the document; end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** NUL and other control marks, soft hyphens, zero-width and bidi marks: they have no sound and confuse voices. */
const silent =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/; // oxlint-disable-line no-control-regex

/** Text to be spoken that remembers, for every UTF-16 unit, which part of the document it came from. */
export class Traced {
  #text = "";
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get text(): string {
    return this.#text;
  }

  /** Adds document text as it stands. Line ends become spaces; marks without a sound are left out. */
  copy(source: string, start: number): this {
    for (let i = 0; i < source.length; i++)
      this.#put(source.charAt(i), { start: start + i, end: start + i + 1 });
    return this;
  }

  /** Adds words that stand for a part of the document, or were caused by it. */
  say(words: string, range: Range): this {
    for (const unit of words.split("")) this.#put(unit, range);
    return this;
  }

  /**
   * Adds `value`, which is what `source` says once its marks are taken away: escapes, entities, gutters.
   * Each unit is found again in the source, left to right; one that is not there stands for the rest of it.
   */
  align(
    value: string,
    { source, start }: { readonly source: string; readonly start: number },
  ): this {
    let at = 0;
    for (const unit of value.split("")) {
      const found = source.indexOf(unit, at);
      if (found < 0) this.#put(unit, { start: start + at, end: start + source.length });
      else {
        this.#put(unit, { start: start + found, end: start + found + 1 });
        at = found + 1;
      }
    }
    return this;
  }

  /** Adds what another text says, with the places it came from. */
  append(other: Traced): this {
    for (const [i, unit] of other.text.split("").entries()) this.#put(unit, other.range(i, i + 1));
    return this;
  }

  /** The part of the document that the units [from, to) came from. They must not be empty. */
  range(from: number, to: number): Range {
    return {
      start: Math.min(...this.#starts.slice(from, to)),
      end: Math.max(...this.#ends.slice(from, to)),
    };
  }

  #put(unit: string, { start, end }: Range): void {
    if (silent.test(unit)) return;
    this.#text += /[\r\n\t\u2028\u2029]/.test(unit) ? " " : unit;
    this.#starts.push(start);
    this.#ends.push(end);
  }
}

/** A paragraph, heading, list item, table row or line of code. Nothing in it runs on into the next. */
export interface Block {
  readonly said: Traced;
  /** Silence after it, seconds. */
  readonly pause: number;
}
