/** One slice may take this long, ms: the engine cannot be stopped inside one, and Stop must be heard within 200 ms. */
const wanted = 140;
/** Tokens. A whole batch of the engine: more at once is no faster. */
const most = 512;
const least = 16;
/** Tokens at least where the fixed cost alone is twice what Stop allows: it comes late there in any case. */
const leastWhereSlow = 128;

interface Slice {
  readonly tokens: number;
  readonly ms: number;
}

/**
 * How many tokens of a prompt to evaluate at once. A slice costs `fixed` + `each` × tokens: all weights are read and all
 * threads wait for one another once for each slice, which takes long where other programs have the processor. So it
 * learns both costs, keeps a slice short enough for Stop, but not so short that the fixed cost is most of it.
 */
export class Pace {
  #fixed = 10;
  #each = 4;
  #tokens = 24;
  #last: Slice | undefined;
  #slices = 0;

  /** A multiple of 8, which is what the engine's matrix kernels take at once. */
  next(): number {
    // every third slice is a short one: only from the difference can the two costs be told apart
    const tokens = this.#slices++ % 3 === 1 ? this.#tokens / 3 : this.#tokens;
    return Math.max(8, Math.floor(tokens / 8) * 8);
  }

  /** What so many tokens are likely to take, ms. */
  estimate(tokens: number): number {
    return tokens * (this.#each + this.#fixed / this.#tokens);
  }

  took(slice: Slice): void {
    // the end of a prompt may be too short to tell
    if (slice.tokens < 8) return;
    this.#learn(slice);
    this.#last = slice;
    const soon = (wanted - this.#fixed) / this.#each;
    const efficient = this.#fixed / this.#each;
    const best = Math.max(soon, efficient, this.#fixed > 2 * wanted ? leastWhereSlow : least);
    // by steps: one slice that had to wait for the processor says little about the next
    this.#tokens = Math.min(Math.max(best, this.#tokens / 2), this.#tokens * 2, most);
  }

  #learn({ tokens, ms }: Slice): void {
    const average = ms / tokens;
    let share = this.#fixed / (this.#fixed + this.#each * tokens);
    if (this.#last && Math.abs(tokens - this.#last.tokens) >= 8) {
      const slope = (ms - this.#last.ms) / (tokens - this.#last.tokens);
      const seen = 1 - Math.min(Math.max(slope / average, 0.1), 1);
      share += (seen - share) * 0.4;
    }
    this.#fixed += (share * ms - this.#fixed) / 2;
    this.#each += ((1 - share) * average - this.#each) / 2;
  }
}
