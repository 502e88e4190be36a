import { Application, createEncoder, type OpusEncoderHandle, Signal } from "libopus-wasm";
import type { Encoder, Ended, Layout } from "./encoder.ts";
import { joined } from "./joined.ts";
import { startOgg } from "./ogg.ts";
import { type Resampling, startResampling } from "./resample.ts";

/** Rates that Opus takes. Its own count of time is always 48,000 a second. */
const rates = [8000, 12_000, 16_000, 24_000, 48_000] as const;
const clock = 48_000;
/** Packets of 20 ms in a page: half a second. The first page is short, so that sound begins at once. */
const pagePackets = 25;
const firstPackets = 5;
/** Bits a second of each channel: speech is then not told from the original. */
const bitRate = 40_000;
/** Of 10: what more would take is not heard in speech, and this takes half the time. */
const complexity = 5;

/** Opus in Ogg (RFC 7845), one or two channels, of rates up to 48,000. */
export async function startOpus(layout: Layout): Promise<Encoder> {
  const { sampleRate, channels } = layout;
  const rate = rates.find((one) => one >= sampleRate) ?? clock;
  const codec = await createEncoder({
    ...{ sampleRate: rate, channels: channels as 1 | 2, frameSize: rate / 50 },
    ...{ application: Application.Audio, signal: Signal.Voice },
    ...{ bitrate: bitRate * channels, complexity },
  });
  return new OpusFile(layout, codec);
}

class OpusFile implements Encoder {
  readonly #layout: Layout;
  readonly #codec: OpusEncoderHandle;
  readonly #resampling: Resampling;
  readonly #ogg = startOgg(1);
  /** Frames of the clock: in a frame of the codec, and those that it puts before the sound. */
  readonly #ticks: number;
  readonly #early: number;
  /** Samples of a packet. */
  readonly #size: number;
  /** Samples that fill no packet yet, and packets that fill no page. */
  #open: Float32Array = new Float32Array(0);
  #packets: Uint8Array[] = [];
  /** Frames of the codec that came, and that are in packets. */
  #came = 0;
  #packed = 0;
  #begun = false;

  constructor(layout: Layout, codec: OpusEncoderHandle) {
    this.#layout = layout;
    this.#codec = codec;
    this.#resampling = startResampling(layout, codec.sampleRate);
    this.#ticks = clock / codec.sampleRate;
    this.#early = codec.getLookahead() * this.#ticks;
    this.#size = codec.frameSize * codec.channels;
  }

  add(samples: Float32Array): Uint8Array {
    this.#take(this.#resampling.add(samples));
    return Buffer.concat([...this.#head(), ...this.#pages()]);
  }

  end(): Ended {
    this.#take(this.#resampling.end());
    // silence after the last sound pushes it out of the codec
    const left = this.#came + this.#early / this.#ticks - this.#packed;
    const packets = Math.ceil(left / this.#codec.frameSize);
    this.#pack(new Float32Array(Math.max(0, packets * this.#size - this.#open.length)));
    const [head, pages] = [this.#head(), this.#pages()];
    const end = this.#early + this.#came * this.#ticks;
    const rest = this.#ogg.page(this.#packets, end, true);
    return { head: new Uint8Array(0), rest: Buffer.concat([...head, ...pages, rest]) };
  }

  release(): void {
    this.#codec.free();
  }

  #take(samples: Float32Array): void {
    this.#came += samples.length / this.#codec.channels;
    this.#pack(samples);
  }

  #pack(samples: Float32Array): void {
    const all = joined(this.#open, samples);
    let at = 0;
    for (; at + this.#size <= all.length; at += this.#size) {
      this.#packets.push(this.#codec.encodeFloat(all.slice(at, at + this.#size)));
      this.#packed += this.#codec.frameSize;
    }
    this.#open = all.slice(at);
  }

  /** Once, two pages of their own. */
  #head(): readonly Uint8Array[] {
    if (this.#begun) return [];
    this.#begun = true;
    return [
      this.#ogg.page([head(this.#layout, this.#early)], 0),
      this.#ogg.page([tags()], 0),
      ...this.#pages(firstPackets),
    ];
  }

  /** Full ones; something always stays for the last. `size`: packets of the first. */
  #pages(size = pagePackets): readonly Uint8Array[] {
    const pages: Uint8Array[] = [];
    let from = 0;
    for (let to = size; to < this.#packets.length; from = to, to += pagePackets) {
      const left = (this.#packets.length - to) * this.#codec.frameSize;
      const position = (this.#packed - left) * this.#ticks;
      pages.push(this.#ogg.page(this.#packets.slice(from, to), position));
    }
    this.#packets = this.#packets.slice(from);
    return pages;
  }
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
