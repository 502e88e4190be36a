import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { PredictorError } from "../../src/predictor/errors.ts";
import { speaker } from "../predictor/samples.ts";
import { readFlac } from "../sound/readFlac.ts";
import { readOgg } from "../sound/readOgg.ts";
import { hearth } from "./world.ts";

const folder = await mkdtemp(join(tmpdir(), "hearth-speak-"));
after(() => rm(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);
const speak = (...args: string[]) => ["speak", "-m", "@test/speaker", ...args];
/** Frames of a 16-bit mono WAV file. */
const framesOf = (wav: Buffer): number => {
  assert.equal(wav.toString("latin1", 0, 4), "RIFF");
  assert.equal(wav.readUInt32LE(40), wav.length - 44);
  return (wav.length - 44) / 2;
};

test("a text is spoken into a file by the first voice", async () => {
  const { code, out } = await hearth(speak("Hello there.", "-o", file("a.wav")));
  assert.deepEqual([code, out], [0, ""]);
  const wav = await readFile(file("a.wav"));
  assert.equal(wav.readUInt32LE(24), 100);
  assert.ok(framesOf(wav) >= 12 * 10);
  assert.equal(wav.readInt16LE(44), Math.round(0.25 * 32_767));
});

test("voice and speed are heeded, and --json says what was written", async () => {
  const args = ["Hello there.", "-v", "grace", "--speed", "2", "-o", file("b.wav"), "--json"];
  const { out } = await hearth(speak(...args));
  assert.deepEqual(JSON.parse(out), {
    file: file("b.wav"),
    model: "@test/speaker",
    voice: "grace",
  });
  const [slow, fast] = [await readFile(file("a.wav")), await readFile(file("b.wav"))];
  assert.ok(Math.abs(framesOf(slow) / framesOf(fast) - 2) < 0.1);
  assert.equal(fast.readInt16LE(44), 32_767);
});

test("what is piped in is spoken; without --output the file goes to the pipe", async () => {
  const pieces: string[] = [];
  const { code } = await hearth(speak(), {
    stdin: "Hello there.\n",
    onOutput: (bytes) => pieces.push(bytes),
  });
  assert.equal(code, 0);
  assert.match(pieces.join(""), /^RIFF/);
});

test("the file's ending says whether it is WAV, FLAC or Opus, and another one is wrong usage", async () => {
  for (const name of ["x.wav", "x.flac", "x.OPUS"])
    assert.equal((await hearth(speak("Hello there. Bye.", "-o", file(name)))).code, 0, name);
  const wav = await readFile(file("x.wav"));
  assert.deepEqual(readFlac(await readFile(file("x.flac"))).pcm, wav.subarray(44));
  const { pages, packets } = readOgg(await readFile(file("x.OPUS")));
  assert.ok(pages.at(-1)?.last);
  const seconds = framesOf(wav) / 100;
  const early = packets[0]?.readUInt16LE(10) ?? 0;
  assert.ok(Math.abs(Number(pages.at(-1)?.position) - early - seconds * 48_000) < 500);
  const { code, err } = await hearth(speak("Hi.", "-o", file("x.mp3")));
  assert.equal(code, 2);
  assert.match(err, /x\.mp3 has none of the endings that can be written: \.wav, \.flac, \.opus\./);
});

test("without --model the quickest model that is here speaks", async () => {
  const { code, out } = await hearth(["speak", "Hi.", "-o", file("c.wav"), "--json"]);
  assert.equal(code, 0);
  assert.equal((JSON.parse(out) as { model: string }).model, "@test/speaker");
});

test("an unknown voice fails with the list, and leaves no file", async () => {
  const { code, err } = await hearth(speak("Hi.", "-v", "bob", "-o", file("none.wav")));
  assert.deepEqual([code, err], [1, 'hearth: voice is "bob", but takes one of "ada", "grace".\n']);
  assert.ok(!(await readdir(folder)).some((name) => name.startsWith("none")));
});

test("nothing to speak is wrong usage", async () => {
  assert.equal((await hearth(speak("-o", file("d.wav")), { stdin: "\n" })).code, 2);
  assert.equal((await hearth(speak("Hi.", "--json"))).code, 2);
});

test("a model that is not here names the command that fetches it", async () => {
  const tag = "@test/speaker";
  const missing = new PredictorError({ code: "model_not_installed", tag, message: "Not here." });
  const predictors = { [tag]: { ...speaker, load: () => Promise.reject(missing) } };
  const { code, err } = await hearth(["speak", "Hi.", "-o", file("e.wav")], { predictors });
  assert.deepEqual([code, err], [1, `hearth: Not here. Run: hearth models download ${tag}\n`]);
});

test("a file is spoken as what its name says it is, with a chapter for every heading", async () => {
  await writeFile(file("guide.md"), "# The *first*\n\nHello there.\n\n## The second\n\nBye now.\n");
  const { code } = await hearth(speak("--file", file("guide.md"), "-o", file("guide.wav")));
  assert.equal(code, 0);
  const wav = await readFile(file("guide.wav"));
  assert.equal(wav.readUInt32LE(4), wav.length - 8);
  const after = wav.toString("latin1", 44 + wav.readUInt32LE(40));
  assert.match(after, /^cue .*LIST.*adtl.*The first\0.*The second\0/s);
});

test("code in a file is spoken in the style that is asked for", async () => {
  await writeFile(file("code.ts"), "// Why.\nconst a = 1;\n");
  const lengthOf = async (...options: string[]): Promise<number> => {
    await hearth(speak("-f", file("code.ts"), "-o", file("code.wav"), ...options));
    return framesOf(await readFile(file("code.wav")));
  };
  const [prose, idiomatic] = [await lengthOf("--style", "prose"), await lengthOf()];
  assert.ok(prose < idiomatic, `${prose} and ${idiomatic} frames`);
  assert.ok(idiomatic < (await lengthOf("--punctuation", "all")));
});

test("a list of pronunciations is heeded, and a file that is none is refused", async () => {
  await writeFile(file("list.json"), '{"kubectl": "a very long way to say it"}');
  await hearth(speak("kubectl", "-o", file("plain.wav")));
  await hearth(speak("kubectl", "--pronunciations", file("list.json"), "-o", file("own.wav")));
  const frames = async (name: string): Promise<number> => framesOf(await readFile(file(name)));
  assert.ok((await frames("own.wav")) > (await frames("plain.wav")));
  await writeFile(file("bad.json"), "[1]");
  const { code, err } = await hearth(
    speak("Hi.", "--pronunciations", file("bad.json"), "-o", file("x.wav")),
  );
  assert.equal(code, 2);
  assert.match(err, /no list of pronunciations.*\{"kubectl"/);
});

test("a file that cannot be read, and a text beside one, are wrong usage", async () => {
  assert.equal((await hearth(speak("-f", file("gone.md"), "-o", file("x.wav")))).code, 2);
  assert.equal((await hearth(speak("Hi.", "-f", file("guide.md"), "-o", file("x.wav")))).code, 2);
});

test("what is no text, piped in or in a file, is refused before a model is asked", async () => {
  await writeFile(file("program"), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]));
  const fromFile = await hearth(speak("-f", file("program"), "-o", file("x.wav")));
  assert.deepEqual([fromFile.code, fromFile.disposed], [2, false]);
  assert.match(fromFile.err, /program is binary, not text/);
  const piped = await hearth(speak("-o", file("x.wav")), { stdin: "a\0b" });
  assert.deepEqual([piped.code, piped.disposed], [2, false]);
  assert.match(piped.err, /What is piped in is binary, not text/);
});

test("a folder in place of the output is refused before anything is spoken", async () => {
  const { code, err } = await hearth(speak("Hi.", "-o", folder));
  assert.equal(code, 2);
  assert.match(err, /is a folder\. Name a file in it/);
});
