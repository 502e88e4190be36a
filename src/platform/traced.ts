/** UTF-16 offsets into a text; end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** NUL and other control marks, soft hyphens, zero-width and bidi marks: nobody sees or says them. */
const silent =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/; // oxlint-disable-line no-control-regex

/** Text that was made out of another one and remembers, for every UTF-16 unit, which part of that one it came from. */
export class Traced {
  #text = "";
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  get text(): string {
    return this.#text;
  }

  /** Adds text of the source as it stands. Line ends become spaces; marks without a sound are left out. */
  copy(source: string, start: number): this {
    for (let i = 0; i < source.length; i++) this.#put(source.charAt(i), start + i, start + i + 1);
    return this;
  }

  /** Adds words that stand for a part of the source, or were caused by it. */
  say(words: string, { start, end }: Range): this {
    for (let i = 0; i < words.length; i++) this.#put(words.charAt(i), start, end);
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
      if (found < 0)
        this.#put(unit, start + Math.min(at, source.length - 1), start + source.length);
      else {
        this.#put(unit, start + found, start + found + 1);
        at = found + 1;
      }
    }
    return this;
  }

  /** Adds what another text says, with the places it came from. */
  append(other: Traced): this {
    return this.#take(other, 0, other.#text.length);
  }

  /**
   * Every match in other words; `undefined` leaves it as it is. Words that the match began or ended with keep their own
   * places, the others stand for the whole match. Gives a new text.
   */
  replace(pattern: RegExp, to: string | ((match: RegExpMatchArray) => string | undefined)): Traced {
    let made: Traced | undefined;
    let from = 0;
    for (const match of this.#text.matchAll(pattern)) {
      const [old] = match;
      const words = typeof to === "string" ? to : to(match);
      if (words === undefined || words === old) continue;
      made ??= new Traced();
      const { index } = match;
      const head = shared(old, words);
      const tail = shared(backwards(old.slice(head)), backwards(words.slice(head)));
      made.#take(this, from, index + head);
      if (words.length > head + tail)
        made.say(words.slice(head, words.length - tail), this.range(index, index + old.length));
      from = index + old.length - tail;
    }
    return made ? made.#take(this, from, this.#text.length) : this;
  }

  slice(from: number, to: number): Traced {
    return new Traced().#take(this, from, to);
  }

  /** The same text, all of it standing for one part of the source. */
  pinned(range: Range): Traced {
    return new Traced().say(this.#text, range);
  }

  /** The part of the source that the units [from, to) came from. They must not be empty. */
  range(from: number, to: number): Range {
    let [start, end] = [Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      start = Math.min(start, this.#starts[i] ?? Infinity);
      end = Math.max(end, this.#ends[i] ?? -Infinity);
    }
    return { start, end };
  }

  #take(other: Traced, from: number, to: number): this {
    this.#text += other.#text.slice(from, to);
    for (let i = from; i < to; i++) {
      this.#starts.push(other.#starts[i] ?? 0);
      this.#ends.push(other.#ends[i] ?? 0);
    }
    return this;
  }

  #put(unit: string, start: number, end: number): void {
    const isPlain = unit >= " " && unit <= "~";
    if (!isPlain && silent.test(unit)) return;
    this.#text += !isPlain && /[\r\n\t\u2028\u2029]/.test(unit) ? " " : unit;
    this.#starts.push(start);
    this.#ends.push(end);
  }
}

/** How many units two texts begin with alike. */
function shared(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}

const backwards = (text: string): string => text.split("").toReversed().join("");
