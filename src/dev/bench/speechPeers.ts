import { resolve } from "node:path";
import { startLines } from "./lines.ts";
import { pythonWith } from "./python.ts";

/** One text said: how long it took, and how long it lasts. */
export interface Said {
  readonly ms: number;
  readonly seconds: number;
}

/** piper-tts with a voice loaded. */
export interface PiperPeer {
  /** `output`: a WAV file to write it into. */
  say(text: string, output?: string): Promise<Said>;
  close(): void;
}

/**
 * Starts piper-tts, after installing it into a virtual environment in the cache folder. It is under the GPL: it is run on
 * the developer's machine to compare with, and is no part of Hearth. Its phonemes are espeak's.
 * @throws {UserError} when Python or the package cannot be had
 */
export async function openPiperPeer(model: string, threads: number): Promise<PiperPeer> {
  const python = await pythonWith({ name: "piper-tts", version: "1.8.0" });
  const lines = startLines(python, [resolve("src/dev/bench/piperTts.py"), model, String(threads)]);
  return {
    say: async (text, output) => (await lines.ask({ text, output })) as Said,
    close: lines.close,
  };
}
