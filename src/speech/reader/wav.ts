import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { type Chapter, toPcm16, wavChapters, wavHeader } from "../../platform/wav.ts";
import type { Sound } from "./sound.ts";

/** A sentence for a file; a chapter of this name begins with it. */
export type FileSound = Pick<Sound, "samples" | "sampleRate"> & { readonly chapter?: string };

const headerBytes = 44;

/**
 * Writes sounds one after the other into a 16-bit mono WAV file with its chapters, each as it comes, so memory stays flat.
 * The file appears whole or not at all. Yields the number of sounds written so far.
 * @throws {Error} when the sounds differ in sample rate
 */
export async function* writeWav(
  path: string,
  sounds: AsyncIterable<FileSound>,
): AsyncGenerator<number, void, undefined> {
  const temporary = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  const file = await open(temporary, "wx");
  let whole = false;
  try {
    yield* writeInto(file, sounds);
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

async function* writeInto(
  file: FileHandle,
  sounds: AsyncIterable<FileSound>,
): AsyncGenerator<number, void, undefined> {
  const wav = startWav();
  let count = 0;
  for await (const sound of sounds) {
    const at = headerBytes + wav.bytes();
    const pcm = wav.add(sound);
    await file.write(pcm, 0, pcm.length, at);
    yield ++count;
  }
  const { header, tail } = wav.end();
  await file.write(tail, 0, tail.length, headerBytes + wav.bytes());
  await file.write(header, 0, header.length, 0);
}

/** Counts what goes into a WAV file; where it goes is the caller's. */
export function startWav() {
  let bytes = 0;
  let rate: number | undefined;
  const chapters: Chapter[] = [];
  return {
    /** Of the samples so far. */
    bytes: (): number => bytes,
    /** The bytes of a sound. @throws {Error} when it has another sample rate than those before */
    add({ samples, sampleRate, chapter }: FileSound): Buffer {
      rate ??= sampleRate;
      if (rate !== sampleRate)
        throw new Error(`A WAV file has one sample rate, not ${rate} and ${sampleRate}.`);
      if (chapter) chapters.push({ frame: bytes / 2, title: chapter });
      const pcm = toPcm16(samples);
      bytes += pcm.length;
      return pcm;
    },
    /** What stands before and behind the samples. */
    end(): {
      readonly header: Buffer;
      readonly tail: Buffer;
      readonly chapters: readonly Chapter[];
    } {
      const tail = wavChapters(chapters);
      const sampleRate = rate ?? 22_050;
      const header = wavHeader({ bytes, sampleRate, channels: 1, after: tail.length });
      return { header, tail, chapters };
    },
  };
}
