import type { Documentation } from "./documentation.ts";

/** Letters of a line of comment at most. */
const width = 100;

/**
 * Turns the JSON that a model writes for a documentation into the finished code block, piece by piece as it comes: what
 * was given out is never taken back. An answer that is no JSON passes as it is.
 */
export class FillIn {
  readonly #form: Documentation;
  /** What is not understood yet. */
  #waiting = "";
  #blank = -1;
  #state: "start" | "between" | "text" | "plain" | "done" = "start";
  #column = 0;
  /** The word that is being written; it may have to go to the next line. */
  #word = "";
  /** No word of the blank was given out yet. */
  #isFirst = true;
  /** The sentence of the blank is over. */
  #isOver = false;
  #ahead = "";
  /** Something was said besides the summary. */
  #hasRest = false;

  constructor(form: Documentation) {
    this.#form = form;
  }

  /** What can be shown because of these letters; "" when nothing can yet. */
  add(letters: string): string {
    if (this.#state === "plain") return letters;
    this.#waiting += letters;
    if (this.#state === "start") {
      const begun = this.#waiting.trimStart();
      if (!begun) return "";
      if (!begun.startsWith("{")) {
        this.#state = "plain";
        return this.#waiting;
      }
      this.#waiting = begun.slice(1);
      this.#state = "between";
      return this.#form.before + this.#read();
    }
    return this.#read();
  }

  /** The rest of the code, when the answer is over. */
  end(): string {
    if (this.#state === "plain" || this.#state === "done") return "";
    if (this.#state === "start") return this.#waiting;
    return this.#flush() + this.#finish();
  }

  #read(): string {
    let out = "";
    for (;;) {
      if (this.#state === "between") {
        const next = /^[\s,]*"((?:[^"\\]|\\.)*)"\s*:\s*"/.exec(this.#waiting);
        if (next) {
          this.#waiting = this.#waiting.slice(next[0].length);
          this.#begin(next[1] ?? "");
        } else if (/^[\s,]*\}/.test(this.#waiting)) return out + this.#finish();
        else return out;
      }
      if (this.#state !== "text") return out;
      const letter = /^(?:\\u[\da-f]{4}|\\[^u]|[^\\])/i.exec(this.#waiting)?.[0];
      if (letter === undefined) return out;
      this.#waiting = this.#waiting.slice(letter.length);
      if (letter === '"') {
        out += this.#flush();
        this.#state = "between";
      } else out += this.#write(meant(letter));
    }
  }

  #begin(key: string): void {
    const { blanks, lineStart } = this.#form;
    const found = blanks.findIndex((blank) => blank.key === key);
    this.#state = "text";
    // said twice, or never asked for
    this.#isOver = found <= this.#blank;
    if (this.#isOver) return;
    const label = blanks[found]?.label ?? "";
    this.#blank = found;
    this.#isFirst = true;
    this.#column = lineStart.length + label.length;
    // a label without words would say nothing
    this.#ahead = this.#isSummary ? label : `\n${lineStart}${label}`;
  }

  /** The words of the blank follow what opens the comment. */
  get #isSummary(): boolean {
    return this.#blank === 0 && !this.#form.isBegun;
  }

  #write(letter: string): string {
    if (!/\s/.test(letter)) {
      this.#word += letter;
      return "";
    }
    // one sentence says what there is to say; small models add others without end
    const isOver = /[.!?]$/.test(this.#word) && !/^(?:e\.g|i\.e|etc|vs)\.$/i.test(this.#word);
    const out = this.#flush();
    this.#isOver ||= isOver;
    return out;
  }

  /** Gives the word out, on a line of its own where the last one is full. */
  #flush(): string {
    // nothing that a model says may end the comment
    const safe = this.#word.replaceAll("*/", "* /").replaceAll('"""', "'''");
    const goesOn = this.#isFirst && this.#form.blanks[this.#blank]?.goesOn;
    // "URL" stays what it is
    const word = goesOn ? safe.replace(/^\p{Lu}(?!\p{Lu})/u, (first) => first.toLowerCase()) : safe;
    this.#word = "";
    if (!word || this.#isOver) return "";
    const { lineStart } = this.#form;
    const before = this.#isFirst ? this.#toFirst() : " ";
    const isFull = this.#column + 1 + word.length > width && !this.#isFirst;
    this.#column = (isFull ? lineStart.length : this.#column + 1) + word.length;
    this.#isFirst = false;
    return (isFull ? `\n${lineStart}` : before) + word;
  }

  /** What stands before the first word of a blank; an empty line between what it does and the rest. */
  #toFirst(): string {
    const isApart = !this.#isSummary && !this.#hasRest;
    this.#hasRest ||= !this.#isSummary;
    return (isApart ? `\n${this.#form.lineStart.trimEnd()}` : "") + this.#ahead;
  }

  #finish(): string {
    this.#state = "done";
    return this.#form.after;
  }
}

/** A letter of a JSON text, which may be written as an escape; anything blank is a space. */
function meant(letter: string): string {
  if (letter.length === 6) return String.fromCharCode(Number.parseInt(letter.slice(2), 16));
  if (letter.length === 2) return /[ntrbf]/.test(letter[1] ?? "") ? " " : (letter[1] ?? "");
  return letter;
}
