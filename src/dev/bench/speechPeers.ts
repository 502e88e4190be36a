import { resolve } from "node:path";
import { type LineProcess, startLines } from "./lines.ts";
import { type Peer, pythonWith } from "./python.ts";

/** One text said: how long it took, and how long it lasts. */
export interface Said {
  readonly ms: number;
  readonly seconds: number;
}

/** Another program with a voice loaded. */
export interface SpeechPeer {
  readonly name: string;
  /** `output`: a WAV file to write it into. */
  say(text: string, output?: string): Promise<Said>;
  close(): void;
}

// Both make their phonemes with espeak, which is under the GPL as piper-tts is: they are run on the developer's machine to
// compare with, and are no part of Hearth.
const piperTts: Peer = { name: "piper-tts", version: "1.8.0" };
const kokoroOnnx: Peer = { name: "kokoro-onnx", version: "0.6.1" };

/**
 * Starts piper-tts with a voice's file, after installing it into a virtual environment in the cache folder.
 * @throws {UserError} when Python or the package cannot be had
 */
export async function openPiperPeer(model: string, threads: number): Promise<SpeechPeer> {
  return open(piperTts, ["piperTts.py", model, String(threads)]);
}

/** Starts kokoro-onnx with a model's file and one voice of it. @throws as `openPiperPeer` */
export async function openKokoroPeer(
  { model, voice }: { readonly model: string; readonly voice: string },
  threads: number,
): Promise<SpeechPeer> {
  return open(kokoroOnnx, ["kokoroOnnx.py", model, voice, String(threads)]);
}

async function open(peer: Peer, [script = "", ...args]: readonly string[]): Promise<SpeechPeer> {
  const python = await pythonWith(peer);
  const lines: LineProcess = startLines(python, [resolve("src/dev/bench", script), ...args]);
  return {
    name: `${peer.name} ${peer.version}`,
    say: async (text, output) => (await lines.ask({ text, output })) as Said,
    close: lines.close,
  };
}
