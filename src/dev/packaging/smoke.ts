import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./installed.ts";
import { unpackVsix } from "./unzip.ts";

/** One thing that the packaged product must be able to do, and what it did. */
export interface Proof {
  readonly name: string;
  readonly passed: boolean;
  /** For people: the answer, a similarity, a duration. */
  readonly saw: string;
}

/**
 * Unpacks a VSIX into an empty folder, far from the repository's node_modules, and lets its own command line chat,
 * embed, search and speak with the models of this machine, offline.
 */
export async function* smoke(vsix: string, node: string = process.execPath): AsyncGenerator<Proof> {
  const root = await mkdtemp(join(tmpdir(), "hearth-smoke-"));
  try {
    const extension = join(root, "extensions/hearth.hearth");
    await unpackVsix(vsix, extension);
    const cli = (...args: readonly string[]): Promise<string> =>
      run([node, join(extension, "dist/cli.mjs"), ...args], root);
    for (const prove of [chats, embeds, searches, speaks]) yield await prove(cli, root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

type Cli = (...args: readonly string[]) => Promise<string>;

async function chats(cli: Cli): Promise<Proof> {
  const fixed = ["--temperature", "0", "--seed", "1", "--max-tokens", "24"];
  const text = await cli("chat", "--json", ...fixed, "What is the capital of France?");
  const { choices } = JSON.parse(text) as {
    choices: readonly { readonly message: { readonly content: string } }[];
  };
  const content = choices[0]?.message.content ?? "";
  return {
    name: "chat",
    passed: /Paris/.test(content),
    saw: JSON.stringify(content),
  };
}

async function embeds(cli: Cli): Promise<Proof> {
  const texts = ["parse a date", "read a calendar day from a string", "bake bread at home"];
  const { data } = JSON.parse(await cli("embed", "--json", ...texts)) as {
    data: readonly { readonly embedding: readonly number[] }[];
  };
  const [a = [], b = [], c = []] = data.map(({ embedding }) => embedding);
  const [alike, unlike] = [dot(a, b), dot(a, c)];
  const saw = `${a.length} numbers; alike ${alike.toFixed(2)}, unlike ${unlike.toFixed(2)}`;
  return { name: "embed", passed: a.length > 0 && alike > unlike + 0.2, saw };
}

async function searches(cli: Cli, root: string): Promise<Proof> {
  const folder = join(root, "workspace");
  await mkdir(folder);
  const sources = {
    "net.js": "export function openSocket(port) {\n  return connect(port);\n}\n",
    "when.js": "export function parseDate(text) {\n  return new Date(text);\n}\n",
    "colour.js": "export function mix(red, blue) {\n  return (red + blue) / 2;\n}\n",
  };
  for (const [name, text] of Object.entries(sources)) await writeFile(join(folder, name), text);
  // the question shares no word with the code it is about: only meaning can find it
  const text = await cli("search", "--json", "which calendar day is it", folder);
  const { hits } = JSON.parse(text) as { hits: readonly { readonly path: string }[] };
  const found = hits.map(({ path }) => path);
  return { name: "search", passed: found[0] === "when.js", saw: found.join(", ") };
}

async function speaks(cli: Cli, root: string): Promise<Proof> {
  const path = join(root, "spoken.wav");
  await cli("speak", "The quick brown fox jumps over the lazy dog.", "--output", path);
  const { seconds, peak } = measureWav(await readFile(path));
  return {
    name: "speak",
    passed: seconds > 1.5 && seconds < 6 && peak > 0.1,
    saw: `${seconds.toFixed(2)} s, peak ${peak.toFixed(2)}`,
  };
}

/** Of mono or stereo 16-bit PCM with a 44-byte header, as `hearth speak` writes. */
function measureWav(wav: Buffer): { readonly seconds: number; readonly peak: number } {
  if (wav.toString("latin1", 0, 4) !== "RIFF" || wav.readUInt16LE(34) !== 16)
    throw new Error("hearth speak did not write 16-bit WAV.");
  let peak = 0;
  for (let at = 44; at + 1 < wav.length; at += 2)
    peak = Math.max(peak, Math.abs(wav.readInt16LE(at)) / 32768);
  return { seconds: (wav.length - 44) / wav.readUInt32LE(28), peak };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
