import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isUserError } from "../../platform/errors.ts";
import { openCalls } from "../../predictor/call.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { forms, toFile } from "../../sound/forms.ts";
import { openingOf } from "../../speech/reader/voice.ts";
import { usualManner } from "../../speech/utterance.ts";
import { utterancesOf } from "../../speech/utterances.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevModels, openDevPredictors } from "../weights.ts";
import { median, report } from "./report.ts";
import { openKokoroPeer, openPiperPeer, type Said, type SpeechPeer } from "./speechPeers.ts";
import { compareWords } from "./speechWords.ts";

const piper = { tag: "@hearth/piper-en-us-joe", voice: "joe" };
const kokoro = { tag: "@hearth/kokoro-82m", voice: "af_heart" };
type Voice = typeof piper;

/** Seventeen, fourteen and twelve words of what developers read. */
const sentences = [
  "If the server does not respond within thirty seconds, the request is cancelled and an error is logged.",
  "Although the tests passed on my machine, the build failed on the remote server last night.",
  "We should refactor the parser so that each token keeps its position.",
];
/** Median milliseconds from a command to the first sound, with the model loaded, and the most that is wanted. */
const firstSoundBars: Readonly<Record<string, number>> = { [piper.tag]: 300, [kokoro.tag]: 1500 };

/**
 * `npm run bench -- speech [--rounds n] [--threads n] [--no-words]`: how fast the voices speak in their processes, as the
 * product runs them, by turns with piper-tts and kokoro-onnx on the same weights; load time, memory, and time to the first sound; how many words
 * a recogniser gets wrong. Sets the exit code when a first sound comes too late.
 */
export async function run(args: readonly string[]): Promise<void> {
  const number = (name: string, usual: number): number =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : usual;
  const [rounds, threads] = [number("--rounds", 5), number("--threads", 1)];
  await bundle({ minify: true });
  await ensureWeights({ tags: [piper.tag, kokoro.tag] });
  const sides = await openSides(threads);
  try {
    await compare(sides, { rounds, threads });
    await firstSound(sides.filter(isOurs), { rounds, threads });
    await afterStop(sides, { rounds, threads });
    if (!args.includes("--no-words")) await compareWords(sides);
  } finally {
    for (const side of sides) side.close();
  }
}

interface Side {
  readonly name: string;
  readonly say: (text: string) => Promise<Said>;
  /** Writes what it says into a WAV file. */
  readonly save: (text: string, path: string) => Promise<void>;
  /** The one of ours that runs the same weights. */
  readonly rival?: string;
  /** Of one of ours: from nothing to a loaded model, and the memory of its process. */
  readonly ours?: {
    readonly loadMs: number;
    readonly memoryMb: () => number;
    /** Begins to say a text, and leaves it after so many milliseconds. */
    readonly leave: (text: string, after: number) => Promise<void>;
  };
  close(): void;
}

const isOurs = (side: Side): boolean => side.ours !== undefined;

/** Each of ours, followed by the peer on the same weights if that can be had. */
async function openSides(threads: number): Promise<readonly Side[]> {
  const sides: Side[] = [];
  for (const [voice, peer] of [
    [piper, openPiperPeerHere],
    [kokoro, openKokoroPeerHere],
  ] as const) {
    sides.push(await openOurs(voice, threads));
    try {
      sides.push(ofPeer(await peer(threads), voice.tag));
    } catch (error) {
      if (!isUserError(error)) throw error;
      console.log(`\n${error.message}\n${voice.tag} is measured alone.`);
    }
  }
  return sides;
}

async function openOurs({ tag, voice }: Voice, threads: number): Promise<Side> {
  const predictors = openDevPredictors({ device: "cpu", threads });
  // the first load may have to prepare the weights, which happens once in a machine's life
  await predictors.load(tag);
  await predictors.unload(tag);
  const began = performance.now();
  const { pid } = await predictors.load(tag);
  const loadMs = performance.now() - began;
  const calls = openCalls(predictors);
  const say = async (text: string): Promise<Said> => {
    const started = performance.now();
    const { samples, sampleRate } = await calls.speak(tag, { text, voice });
    return { ms: performance.now() - started, seconds: samples.length / sampleRate };
  };
  const memoryMb = (): number => residentMb(pid);
  const save = async (text: string, path: string): Promise<void> => {
    await writeFile(path, await toFile(forms.wav, await calls.speak(tag, { text, voice })));
  };
  const leave = async (text: string, after: number): Promise<void> => {
    const stop = AbortSignal.timeout(after);
    await calls.speak(tag, { text, voice }, stop).catch((error: unknown) => {
      if (!stop.aborted) throw error;
    });
  };
  const ours = { loadMs, memoryMb, leave };
  return { name: tag, say, save, ours, close: () => predictors.dispose() };
}

const ofPeer = ({ name, say, close }: SpeechPeer, rival: string): Side => ({
  name,
  rival,
  say,
  save: async (text, path) => void (await say(text, path)),
  close,
});

async function openPiperPeerHere(threads: number): Promise<SpeechPeer> {
  const model = join(await folderOf(piper.tag), "en_US-joe-medium.onnx");
  return openPiperPeer(model, threads);
}

/** On the file as it is obtained: its runtime is at its best with 8-bit weights, which Hearth's has to turn into floats. */
async function openKokoroPeerHere(threads: number): Promise<SpeechPeer> {
  const folder = await folderOf(kokoro.tag);
  const voice = join(folder, `voices/${kokoro.voice}.bin`);
  return openKokoroPeer({ model: join(folder, "kokoro.onnx"), voice }, threads);
}

const folderOf = async (tag: string): Promise<string> =>
  openDevModels().folder(await manifestOf(tag));

async function manifestOf(tag: string): Promise<Manifest> {
  const manifest = await openDevModels().find(tag);
  if (manifest) return manifest;
  throw new Error(`There is no ${tag}.`);
}

/** Resident memory of a process as Linux tells it; NaN elsewhere. */
function residentMb(pid: number): number {
  if (process.platform !== "linux") return NaN;
  const [, kb] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kb) / 1000;
}

interface Setting {
  readonly rounds: number;
  readonly threads: number;
}

async function compare(sides: readonly Side[], { rounds, threads }: Setting): Promise<void> {
  const results = sides.map((): Said[] => []);
  for (let round = 0; round <= rounds; round++)
    for (const text of sentences) {
      // every other round in the other direction: a machine that gets slower must not favour one side
      const order = [...sides.entries()];
      if (round % 2) order.reverse();
      for (const [i, side] of order) {
        const said = await side.say(text);
        if (round) results[i]?.push(said);
      }
    }
  const rows = sides.map(({ name, ours }, i) => {
    const factors = (results[i] ?? []).map(({ ms, seconds }) => ms / 1000 / seconds);
    return {
      voice: name,
      "real-time factor": median(factors),
      best: Math.min(...factors),
      "ms a sentence": median((results[i] ?? []).map(({ ms }) => ms)),
      "load ms": ours ? ours.loadMs : "",
      "memory MB": ours ? ours.memoryMb() : "",
    };
  });
  const ratios = sides.flatMap(({ name, rival }) => {
    const [own, peer] = [rival, name].map((wanted) => rows.find(({ voice }) => voice === wanted));
    if (!own || !peer) return [];
    const [usual, best] = (["real-time factor", "best"] as const).map((column) =>
      (own[column] / peer[column]).toFixed(2),
    );
    return [`${rival} takes ${usual} × the time of ${name}; each at its best ${best} ×`];
  });
  report({
    name: `Speech: ${sentences.length} sentences, ${rounds} rounds by turns, ${threads} threads`,
    rows,
    notes: [
      ...ratios,
      "real-time factor: time to make a sound ÷ its length; below 1 keeps ahead of the listener",
      "all run at the same, lowered priority; ours with the way to and from its process, theirs inside Python",
    ],
  });
}

/** From a stop in the middle of a sentence to the first sound of another text, which begins at once. */
async function afterStop(sides: readonly Side[], { rounds, threads }: Setting): Promise<void> {
  const rows = [];
  for (const { name, say, ours } of sides) {
    if (!ours) continue;
    const manner = { ...usualManner, ...openingOf(await manifestOf(name)) };
    const text = { text: sentences.join(" "), languageId: "plaintext", offset: 0 };
    const [first] = utterancesOf(text, manner);
    const times: number[] = [];
    for (let round = 0; round < 2 * rounds; round++) {
      await ours.leave(sentences[round % sentences.length] ?? "", 150 + 200 * round);
      const began = performance.now();
      await say(first?.spoken ?? "");
      times.push(performance.now() - began);
    }
    rows.push({ voice: name, "median ms": median(times), worst: Math.max(...times) });
  }
  const notes = ["stopped 0.15 to 2 s after the sentence was asked for"];
  report({ name: `First sound after a stop, ${threads} threads`, rows, notes });
}

/** From the text of a document to the samples of its first utterance: a page of prose, and a Markdown file of 440 kB. */
async function firstSound(sides: readonly Side[], { rounds, threads }: Setting): Promise<void> {
  const prose = { text: sentences.join(" "), languageId: "plaintext" };
  const page = `# A heading of some words\n\n${sentences.join(" ")}\n\n- an item\n- another\n\n`;
  const long = { text: page.repeat(Math.ceil(440_000 / page.length)), languageId: "markdown" };
  const rows = [];
  for (const { name, say } of sides) {
    const manner = { ...usualManner, ...openingOf(await manifestOf(name)) };
    for (const { text, languageId } of [prose, long]) {
      const times: number[] = [];
      let words = "";
      for (let round = 0; round <= rounds; round++) {
        const began = performance.now();
        const [first] = utterancesOf({ text, languageId, offset: 0 }, manner);
        words = first?.spoken ?? "";
        await say(words);
        if (round) times.push(performance.now() - began);
      }
      const wanted = firstSoundBars[name] ?? Infinity;
      const row = { "median ms": median(times), best: Math.min(...times), wanted, first: words };
      rows.push({ voice: name, text: `${Math.ceil(text.length / 1000)} kB`, ...row });
    }
  }
  const late = rows.filter(({ wanted, "median ms": ms }) => ms > wanted);
  if (late.length) process.exitCode = 1;
  const notes = late.map(({ voice, text }) => `TOO LATE: ${voice} with ${text}`);
  report({ name: `First sound, warm, ${threads} threads`, rows, notes });
}
