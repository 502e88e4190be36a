import { Application, createEncoder, Signal } from "libopus-wasm";
import type { Encoder, Layout } from "./encoder.ts";
import { joined } from "./joined.ts";
import { startOgg } from "./ogg.ts";
import { startResampling } from "./resample.ts";

/** Rates that Opus takes. Its own count of time is always 48,000 a second. */
const rates = [8000, 12_000, 16_000, 24_000, 48_000] as const;
const clock = 48_000;
/** Packets of 20 ms in a page: half a second. The first page is short, so that sound begins at once. */
const pagePackets = 25;
const firstPackets = 5;
/** Bits a second of each channel: speech is then not told from the original. */
const bitRate = 40_000;

/** Opus in Ogg (RFC 7845), one or two channels, of rates up to 48,000. */
export async function startOpus(layout: Layout): Promise<Encoder> {
  const { sampleRate, channels } = layout;
  const rate = rates.find((one) => one >= sampleRate) ?? clock;
  const codec = await createEncoder({
    ...{ sampleRate: rate, channels: channels as 1 | 2, frameSize: rate / 50 },
    ...{ application: Application.Audio, signal: Signal.Voice, bitrate: bitRate * channels },
  });
  const ticks = clock / rate;
  const early = codec.getLookahead() * ticks;
  const resampling = startResampling(layout, rate);
  const ogg = startOgg(1);
  const packetLength = codec.frameSize * channels;
  let open: Float32Array = new Float32Array(0);
  let packets: Uint8Array[] = [];
  let begun = false;
  /** Frames that came, and that are in packets. */
  let came = 0;
  let packed = 0;

  const pack = (samples: Float32Array): void => {
    open = joined(open, samples);
    for (; open.length >= packetLength; open = open.subarray(packetLength)) {
      packets.push(codec.encodeFloat(open.slice(0, packetLength)));
      packed += codec.frameSize;
    }
    open = open.slice();
  };
  /** Whole pages; at the end the last one, which says how much of its packets is sound. */
  const pages = (last: boolean): Uint8Array => {
    const parts: Uint8Array[] = [];
    if (!begun) parts.push(ogg.page([head(layout, early)], 0), ogg.page([tags()], 0));
    let size = begun ? pagePackets : firstPackets;
    begun = true;
    for (; packets.length > size || (last && packets.length); size = pagePackets) {
      const page = packets.slice(0, size);
      packets = packets.slice(size);
      const ends = last && !packets.length;
      const heard = (packed - packets.length * codec.frameSize) * ticks;
      parts.push(ogg.page(page, ends ? early + came * ticks : heard, ends));
    }
    return Buffer.concat(parts);
  };
  const take = (samples: Float32Array): void => {
    came += samples.length / channels;
    pack(samples);
  };
  return {
    add(samples) {
      take(resampling.add(samples));
      return pages(false);
    },
    end() {
      take(resampling.end());
      // silence after the last sound pushes it out of the codec
      while (packed * ticks < early + came * ticks)
        pack(new Float32Array(packetLength - open.length));
      codec.free();
      return pages(true);
    },
  };
}

function head({ sampleRate, channels }: Layout, early: number): Uint8Array {
  const bytes = Buffer.alloc(19);
  bytes.write("OpusHead", 0, "latin1");
  bytes[8] = 1;
  bytes[9] = channels;
  bytes.writeUInt16LE(early, 10);
  bytes.writeUInt32LE(sampleRate, 12);
  return bytes;
}

function tags(): Uint8Array {
  const vendor = Buffer.from("Hearth");
  const bytes = Buffer.alloc(16 + vendor.length);
  bytes.write("OpusTags", 0, "latin1");
  bytes.writeUInt32LE(vendor.length, 8);
  bytes.set(vendor, 12);
  return bytes;
}
