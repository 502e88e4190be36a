/** What a screen reader says of an answer that grows: whole sentences, and code by its name only. */
export class Announcement {
  readonly #codeBlock: string;
  #at: number;
  #fence: string | undefined;

  /** `codeBlock` is said in place of each block of code; what stands before `start` is never said. */
  constructor(codeBlock: string, start = 0) {
    this.#codeBlock = codeBlock;
    this.#at = start;
  }

  /** The sentences that are complete now and were not said yet. `over` says that no more text comes. */
  next(text: string, over: boolean): string[] {
    const said: string[] = [];
    for (;;) {
      const rest = text.slice(this.#at);
      const end = this.#pieceEnd(rest, over);
      if (end === 0) return said;
      this.#at += end;
      const piece = this.#toSpeech(rest.slice(0, end));
      if (piece) said.push(piece);
    }
  }

  /** Length of the first complete piece: a line, outside of code also a sentence; 0 when there is none yet. */
  #pieceEnd(rest: string, over: boolean): number {
    const line = rest.indexOf("\n") + 1 || (over ? rest.length : 0);
    const within = line ? rest.slice(0, line) : rest;
    // a line that may become a fence is read as a whole
    if (this.#fence || /^\s*[`~]/.test(within)) return line;
    const sentence = /[.!?…:]["')\]*_]*\s+(?=\S)/.exec(within);
    return sentence ? sentence.index + sentence[0].length : line;
  }

  #toSpeech(piece: string): string {
    const fence = /^\s*(`{3,}|~{3,})/.exec(piece)?.[1];
    if (this.#fence) {
      if (fence?.startsWith(this.#fence)) this.#fence = undefined;
      return "";
    }
    if (fence) {
      this.#fence = fence;
      return this.#codeBlock;
    }
    return plain(piece);
  }
}

/** Without the marks of Markdown that a screen reader would spell. */
function plain(piece: string): string {
  return piece
    .replace(/^\s*(#{1,6}\s|>\s?|[-*+]\s(\[[ x]\]\s)?)+/, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~|]+/g, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s:-]*$/, "")
    .trim();
}
