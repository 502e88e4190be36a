import { crc } from "./crc.ts";

const crc32 = crc(32, 0x04c11db7);

/** Ogg (RFC 3533): one stream of packets in pages. */
export interface Ogg {
  /** A page of whole packets, 255 at most and below 64 KB together. `position`: what a player has heard at its end, in the codec's own count. */
  page(packets: readonly Uint8Array[], position: number, last?: boolean): Uint8Array;
}

/** `serial`: tells the streams of a file apart. */
export function startOgg(serial: number): Ogg {
  let number = 0;
  return {
    page(packets, position, last = false) {
      // a packet is as many 255s as it holds, and the rest
      const lengths = packets.flatMap(({ length }) => [
        ...Array.from({ length: Math.floor(length / 255) }, () => 255),
        length % 255,
      ]);
      const head = Buffer.alloc(27 + lengths.length);
      head.write("OggS", 0, "latin1");
      head[5] = (number === 0 ? 2 : 0) | (last ? 4 : 0);
      head.writeBigInt64LE(BigInt(position), 6);
      head.writeUInt32LE(serial, 14);
      head.writeUInt32LE(number++, 18);
      head[26] = lengths.length;
      head.set(lengths, 27);
      const page = Buffer.concat([head, ...packets]);
      page.writeUInt32LE(crc32(page), 22);
      return page;
    },
  };
}
