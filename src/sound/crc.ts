/** The check sum of bytes by a polynomial of 8, 16 or 32 bits, highest bit first, from 0. */
export type Crc = (bytes: Uint8Array) => number;

export function crc(width: 8 | 16 | 32, polynomial: number): Crc {
  const top = 2 ** (width - 1);
  const mask = 2 ** width - 1;
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum & top ? polynomial : 0);
    return sum & mask;
  });
  return (bytes) => {
    let sum = 0;
    for (const byte of bytes)
      sum = ((sum << 8) ^ (table[((sum >>> (width - 8)) ^ byte) & 255] as number)) & mask;
    return sum >>> 0;
  };
}
