import { type Chapter, toPcm16, wavChapters, wavHeader } from "../../platform/wav.ts";
import type { FileSound, SoundWriting } from "./soundFile.ts";

export const wavHeadBytes = 44;

/** A 16-bit mono WAV file with its chapters. */
export function startWav(sampleRate: number): Omit<SoundWriting, "headBytes"> {
  let bytes = 0;
  const chapters: Chapter[] = [];
  return {
    add({ samples, chapter }: FileSound) {
      if (chapter) chapters.push({ frame: bytes / 2, title: chapter });
      const pcm = toPcm16(samples);
      bytes += pcm.length;
      return pcm;
    },
    end() {
      const rest = wavChapters(chapters);
      const head = wavHeader({ bytes, sampleRate, channels: 1, after: rest.length });
      return { head, rest };
    },
  };
}
