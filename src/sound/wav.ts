import type { Encoder, Layout } from "./encoder.ts";
import { toPcm16 } from "./pcm.ts";

/** Bytes of the head. */
export const wavHeadBytes = 44;

/** WAV (RIFF), 16 bits, with its chapters. */
export function startWav(layout: Layout): Encoder {
  const frameBytes = layout.channels * 2;
  let bytes = 0;
  const chapters: Chapter[] = [];
  return {
    add(samples) {
      const pcm = toPcm16(samples);
      bytes += pcm.length;
      return pcm;
    },
    mark(title) {
      chapters.push({ frame: bytes / frameBytes, title });
    },
    end() {
      const rest = toChunks(chapters);
      return { head: toHead({ ...layout, bytes, after: rest.length }), rest };
    },
    release() {},
  };
}

/** `bytes`: of the samples that follow; `after`: of the chunks behind them. */
function toHead({
  sampleRate,
  channels,
  bytes,
  after,
}: Layout & { readonly bytes: number; readonly after: number }): Buffer {
  const header = Buffer.alloc(wavHeadBytes);
  header.write("RIFF", 0, "ascii");
  header.writeUInt32LE(header.length - 8 + bytes + after, 4);
  header.write("WAVEfmt ", 8, "ascii");
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * channels * 2, 28);
  header.writeUInt16LE(channels * 2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36, "ascii");
  header.writeUInt32LE(bytes, 40);
  return header;
}

/** A named place in a sound. */
interface Chapter {
  /** Frames from the beginning. */
  readonly frame: number;
  readonly title: string;
}

/** The chunks behind the samples that name places in them: a cue list and its labels, as audio editors and players read them. Empty without chapters. */
function toChunks(chapters: readonly Chapter[]): Buffer {
  if (!chapters.length) return Buffer.alloc(0);
  const points = chapters.map(({ frame }, i) => {
    const point = Buffer.alloc(24);
    point.writeUInt32LE(i + 1, 0);
    point.writeUInt32LE(frame, 4);
    point.write("data", 8, "ascii");
    point.writeUInt32LE(frame, 20);
    return point;
  });
  const labels = chapters.map(({ title }, i) =>
    chunk("labl", uint32(i + 1), Buffer.from(`${title}\0`)),
  );
  return Buffer.concat([
    chunk("cue ", uint32(chapters.length), ...points),
    chunk("LIST", Buffer.from("adtl"), ...labels),
  ]);
}

/** A chunk begins at an even byte; what fills it up is not counted. */
function chunk(id: string, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(id), uint32(body.length), body, Buffer.alloc(body.length % 2)]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
