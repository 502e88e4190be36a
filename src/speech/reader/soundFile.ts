import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { flacHeadBytes, startFlac } from "../../sound/flac.ts";
import type { Sound } from "./sound.ts";
import { startWav, wavHeadBytes } from "./wav.ts";

/** A sentence for a file; a chapter of this name begins with it. */
export type FileSound = Pick<Sound, "samples" | "sampleRate"> & { readonly chapter?: string };

/** Turns sounds into the bytes of a file; where they go is the caller's. */
export interface SoundWriting {
  /** Bytes of what stands before all and is known last. */
  readonly headBytes: number;
  add(sound: FileSound): Uint8Array;
  end(): { readonly head: Uint8Array; readonly rest: Uint8Array };
  /** Called at last, whether the end was reached or not. */
  release?(): void;
}

const empty = new Uint8Array(0);

const forms: Readonly<Record<string, (sampleRate: number) => Promise<SoundWriting>>> = {
  wav: async (sampleRate) => ({ ...startWav(sampleRate), headBytes: wavHeadBytes }),
  async flac(sampleRate) {
    const flac = startFlac({ sampleRate, channels: 1 });
    return { ...flac, add: ({ samples }) => flac.add(samples), headBytes: flacHeadBytes };
  },
  async opus(sampleRate) {
    // the codec is half a megabyte: loaded when it is needed
    const { startOpus } = await import("../../sound/opus.ts");
    const opus = await startOpus({ sampleRate, channels: 1 });
    return {
      headBytes: 0,
      add: ({ samples }) => opus.add(samples),
      end: () => ({ head: empty, rest: opus.end() }),
      release: () => opus.release(),
    };
  },
};

/** How the files are called. */
export const soundEndings: readonly string[] = Object.keys(forms);

/** The ending of a name, as a form that can be written; undefined for another one. A name without an ending is a WAV file's. */
export function formOf(path: string): string | undefined {
  const [, ending = "wav"] = /\.([^./\\]+)$/.exec(path) ?? [];
  const form = ending.toLowerCase();
  return Object.hasOwn(forms, form) ? form : undefined;
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
  const file = await open(temporary, "wx");
  let whole = false;
  try {
    yield* writeInto(file, toPieces(formOf(path) ?? "wav", sounds));
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
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<number, void, undefined> {
  let written = 0;
  for await (const { bytes, at, done } of pieces) {
    await file.write(bytes, 0, bytes.length, at);
    if (done > written) yield (written = done);
  }
}

/** Some bytes of a file. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Where they belong: the beginning comes last. */
  readonly at: number;
  /** Sounds that are in the file so far. */
  readonly done: number;
}

/** A file of this form, piece by piece. @throws {Error} when the sounds differ in sample rate */
export async function* toPieces(
  form: string,
  sounds: AsyncIterable<FileSound>,
): AsyncGenerator<Piece, void, undefined> {
  const start = forms[form];
  if (!start) throw new Error(`There is no form of sound files called ${form}.`);
  let rate: number | undefined;
  let writing: SoundWriting | undefined;
  let [at, done] = [0, 0];
  try {
    for await (const sound of sounds) {
      rate ??= sound.sampleRate;
      if (rate !== sound.sampleRate)
        throw new Error(`A sound file has one sample rate, not ${rate} and ${sound.sampleRate}.`);
      writing ??= await start(rate);
      at ||= writing.headBytes;
      const bytes = writing.add(sound);
      yield { bytes, at, done: ++done };
      at += bytes.length;
    }
    writing ??= await start(22_050);
    const { head, rest } = writing.end();
    yield { bytes: rest, at: at || writing.headBytes, done };
    yield { bytes: head, at: 0, done };
  } finally {
    writing?.release?.();
  }
}
