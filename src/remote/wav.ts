export interface WavSound {
  /** One channel after the other; −1 … 1. */
  readonly samples: Float32Array;
  readonly channels: number;
  readonly sampleRate: number;
}

/**
 * Reads a RIFF file of 16-bit integers or 32-bit floats; undefined when it is something else. A length that was not
 * known when the header was written (0 or 2^32 − 1, as streams have it) means: to the end.
 */
export function readWav(file: Buffer): WavSound | undefined {
  if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WAVE")
    return undefined;
  let format: Buffer | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4);
    const name = file.toString("latin1", at, at + 4);
    const body = file.subarray(at + 8, at + 8 + (size || file.length));
    if (name === "fmt " && size >= 16) format = body;
    if (name === "data") return format && decode(format, body);
    // parts begin at even offsets
    at += 8 + size + (size % 2);
  }
  return undefined;
}

const integers = 1;
const floats = 3;

function decode(format: Buffer, data: Buffer): WavSound | undefined {
  const coding = format.readUInt16LE(0);
  const channels = format.readUInt16LE(2);
  const sampleRate = format.readUInt32LE(4);
  const bits = format.readUInt16LE(14);
  const read =
    coding === integers && bits === 16
      ? (i: number) => data.readInt16LE(i * 2) / 32_768
      : coding === floats && bits === 32
        ? (i: number) => data.readFloatLE(i * 4)
        : undefined;
  if (!read || !channels) return undefined;
  const frames = Math.floor(data.length / ((bits / 8) * channels));
  const samples = new Float32Array(frames * channels);
  for (let channel = 0; channel < channels; channel++)
    for (let frame = 0; frame < frames; frame++)
      samples[channel * frames + frame] = read(frame * channels + channel);
  return { samples, channels, sampleRate };
}
