/** Bits one after the other, the highest of a number first. */
export class Bits {
  #bytes = new Uint8Array(1024);
  #length = 0;
  /** Bits that do not fill a byte yet, and how many. */
  #open = 0;
  #count = 0;

  /** The lowest `width` bits of a number, at most 24. */
  write(value: number, width: number): void {
    this.#open = (this.#open << width) | (value & (2 ** width - 1));
    this.#count += width;
    while (this.#count >= 8) {
      this.#count -= 8;
      this.#push(this.#open >>> this.#count);
    }
    this.#open &= 2 ** this.#count - 1;
  }

  /** So many zeros and a one. */
  unary(zeros: number): void {
    let left = zeros;
    for (; left >= 16; left -= 16) this.write(0, 16);
    this.write(1, left + 1);
  }

  /** As UTF-8 would write a letter of this number, which may be larger than any letter's: below 2^31. */
  letter(number: number): void {
    if (number < 0x80) return this.write(number, 8);
    let more = 1;
    while (number >= 2 ** (5 * more + 6)) more++;
    this.write((0xff00 >> (more + 1)) | (number >>> (6 * more)), 8);
    while (more--) this.write(0x80 | ((number >>> (6 * more)) & 63), 8);
  }

  /** Whole bytes so far; zeros fill the last one up. */
  bytes(): Uint8Array {
    if (this.#count) this.write(0, 8 - this.#count);
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = byte;
  }
}
