import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import type { Sound } from "./readerSound.ts";

const headerBytes = 44;

/**
 * Writes sounds one after the other into a 16-bit mono WAV file, each as it comes, so memory stays flat. The file
 * appears whole or not at all. Yields the number of sounds written so far.
 * @throws {Error} when the sounds differ in sample rate
 */
export async function* writeWav(
  path: string,
  sounds: AsyncIterable<Sound>,
): AsyncGenerator<number, void, undefined> {
  const temporary = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  const file = await open(temporary, "wx");
  let whole = false;
  try {
    let count = 0;
    let bytes = 0;
    let rate: number | undefined;
    for await (const { samples, sampleRate } of sounds) {
      rate ??= sampleRate;
      if (rate !== sampleRate)
        throw new Error(`A WAV file has one sample rate, not ${rate} and ${sampleRate}.`);
      const pcm = toPcm16(samples);
      await file.write(pcm, 0, pcm.length, headerBytes + bytes);
      bytes += pcm.length;
      yield ++count;
    }
    await file.write(header(bytes, rate ?? 22_050), 0, headerBytes, 0);
    await file.sync();
    whole = true;
  } finally {
    await file.close();
    if (!whole) await rm(temporary, { force: true });
  }
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** −1 … 1 as little-endian 16-bit integers; what is louder is clipped. */
function toPcm16(samples: Float32Array): Buffer {
  const pcm = Buffer.allocUnsafe(samples.length * 2);
  samples.forEach((sample, i) =>
    pcm.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), i * 2),
  );
  return pcm;
}

/** The canonical RIFF header of one PCM channel. */
function header(bytes: number, sampleRate: number): Buffer {
  const head = Buffer.alloc(headerBytes);
  head.write("RIFF", 0, "ascii");
  head.writeUInt32LE(headerBytes - 8 + bytes, 4);
  head.write("WAVEfmt ", 8, "ascii");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(sampleRate, 24);
  head.writeUInt32LE(sampleRate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36, "ascii");
  head.writeUInt32LE(bytes, 40);
  return head;
}
