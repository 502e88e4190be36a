import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { about } from "../../platform/files.ts";
import { collect } from "../../platform/stream.ts";
import type { Encoder } from "../../sound/encoder.ts";
import { type Form, forms } from "../../sound/forms.ts";
import type { Sound } from "./sound.ts";

/** A sentence for a file; a chapter of this name begins with it. */
export type FileSound = Pick<Sound, "samples" | "sampleRate"> & { readonly chapter?: string };

/** How the files are called. */
export const soundEndings: readonly string[] = Object.keys(forms);

const byEnding: Readonly<Record<string, Form>> = forms;

/** What a file of this name is written as; undefined when its ending is none of them. A name without an ending is a WAV file's. */
export function formOf(path: string): Form | undefined {
  const [, ending = "wav"] = /\.([^./\\]+)$/.exec(path) ?? [];
  const name = ending.toLowerCase();
  return Object.hasOwn(byEnding, name) ? byEnding[name] : undefined;
}

/**
 * Writes sounds one after the other into a mono file of the form that its name says, each as it comes, so memory stays
 * flat. The file appears whole or not at all; WAV files have chapters. Yields the number of sounds written so far.
 * @throws {Error} when the sounds differ in sample rate
 */
export async function* writeSound(
  path: string,
  sounds: AsyncIterable<FileSound>,
): AsyncGenerator<number, void, undefined> {
  const temporary = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  let whole = false;
  try {
    const file = await open(temporary, "wx");
    try {
      yield* writeInto(file, toPieces(formOf(path) ?? forms.wav, sounds));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    whole = true;
  } catch (error) {
    throw about(path, error);
  } finally {
    if (!whole) await rm(temporary, { force: true });
  }
}

/** The bytes of a WAV file with these sounds. Its head says how long it is, so they are all spoken first. @throws as `writeSound` */
export async function toWav(sounds: AsyncIterable<FileSound>): Promise<Buffer> {
  const pieces = await collect(toPieces(forms.wav, sounds));
  const wav = Buffer.alloc(Math.max(...pieces.map(({ at, bytes }) => at + bytes.length)));
  for (const { at, bytes } of pieces) wav.set(bytes, at);
  return wav;
}

async function* writeInto(
  file: FileHandle,
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<number, void, undefined> {
  let written = 0;
  for await (const { bytes, at, done } of pieces) {
    await file.write(bytes, 0, bytes.length, at);
    if (done > written) yield (written = done);
  }
}

/** Some bytes of a file. */
interface Piece {
  readonly bytes: Uint8Array;
  /** Where they belong: the beginning comes last. */
  readonly at: number;
  /** Sounds that are in the file so far. */
  readonly done: number;
}

/** A file of this form, piece by piece. @throws {Error} when the sounds differ in sample rate */
async function* toPieces(
  { start, headBytes }: Form,
  sounds: AsyncIterable<FileSound>,
): AsyncGenerator<Piece, void, undefined> {
  const begin = (sampleRate: number) => start({ sampleRate, channels: 1 });
  let rate: number | undefined;
  let encoder: Encoder | undefined;
  let [at, done] = [headBytes, 0];
  try {
    for await (const sound of sounds) {
      rate ??= sound.sampleRate;
      if (rate !== sound.sampleRate)
        throw new Error(`A sound file has one sample rate, not ${rate} and ${sound.sampleRate}.`);
      encoder ??= await begin(rate);
      if (sound.chapter) encoder.mark?.(sound.chapter);
      const bytes = encoder.add(sound.samples);
      yield { bytes, at, done: ++done };
      at += bytes.length;
    }
    encoder ??= await begin(22_050);
    const { head, rest } = encoder.end();
    yield { bytes: rest, at, done };
    yield { bytes: head, at: 0, done };
  } finally {
    encoder?.release();
  }
}
