import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openEnglish } from "../../predictors/english/phonemes.ts";
import { openDevModels } from "../../src/dev/weights.ts";
import type { Spoken } from "../../src/predictor/calls.ts";
import { toUtterances } from "../../src/speech/utterances.ts";
import { faultsOf, loudness } from "./signal.ts";
import { usePredictors } from "./opened.ts";

const piper = { tag: "@hearth/piper-en-us-joe", voice: "joe" };
const kokoro = { tag: "@hearth/kokoro-82m", voice: "af_heart" };
const models = openDevModels();
const { predictors, calls } = usePredictors();

async function english(tag: string) {
  const folder = models.folder((await models.find(tag))!);
  const files = ["us_gold.json", "us_silver.json"].map(
    (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, string>,
  );
  return openEnglish(files);
}

/** What a session of reading is made of: prose, code, lists, figures. */
const texts: readonly (readonly [languageId: string, text: string])[] = [
  ["markdown", "# Loans\n\nA loan can be renewed twice, unless somebody has *reserved* the book.\n\n- first\n- the second item\n"],
  ["typescript", "/** Adds what is due. */\nexport function fineOf(loan: Loan, today = new Date()): number {\n  return loan.due < today ? daysBetween(loan.due, today) * 0.25 : 0;\n}\n"],
  ["python", 'def read_all(path: str) -> list[str]:\n    """Read every line."""\n    return [line for line in open(path)]\n'],
  ["plaintext", "Version 1.2.3 is 44% faster: 10 ms instead of 18. See https://example.com/a or src/speech/code.ts:12."],
]; // prettier-ignore

for (const model of [piper, kokoro])
  test(`${model.tag} says code, lists and figures with nothing wrong in any clip`, async () => {
    const { toPhrases } = await english(model.tag);
    let clips = 0;
    for (const [languageId, text] of model === piper ? texts : texts.slice(0, 2))
      for (const { spoken } of toUtterances({ text, languageId, offset: 0 })) {
        const sound = await calls.speak(model.tag, { text: spoken, voice: model.voice });
        const phonemes = toPhrases(spoken, 500)
          .map((phrase) => phrase.phonemes.replace(/[^\p{L}]/gu, "").length)
          .reduce((sum, count) => sum + count, 0);
        clips++;
        // a clip of one short word has more silence around it than sound
        if (phonemes >= 10) assert.deepEqual(faultsOf(sound, { phonemes }), [], spoken);
      }
    assert.ok(clips >= 7, `${clips} clips`);
  });

test("the checks of a clip find what is wrong with it", async () => {
  const sound = await calls.speak(piper.tag, {
    text: "A short sentence for the checks.",
    voice: "joe",
  });
  const change = (samples: Float32Array): string[] =>
    faultsOf({ ...sound, samples }, { phonemes: 25 });
  assert.deepEqual(change(sound.samples), []);
  const silence = new Float32Array(sound.sampleRate * 2);
  assert.match(change(new Float32Array(sound.samples.length)).join(), /it is silent/);
  assert.match(change(sound.samples.map((sample) => sample * 0.05)).join(), /peak/);
  assert.match(
    change(sound.samples.map((sample) => Math.max(-1, Math.min(1, sample * 4)))).join(),
    /clipped/,
  );
  assert.match(change(Float32Array.from([...silence, ...sound.samples])).join(), /begins with/);
  assert.match(change(Float32Array.from([...sound.samples, ...silence])).join(), /ends with/);
  assert.match(change(sound.samples.map((sample) => sample * 0.5 + 0.1)).join(), /off zero/);
});

const sentence = "Please save your work, before closing the editor.";
const spokenWords = sentence.split(" ");

for (const model of [piper, kokoro])
  test(`${model.tag} tells when each word sounds, and its pauses are silent`, async () => {
    for (const speed of [1, 1.5]) {
      const sound = await calls.speak(model.tag, { text: sentence, voice: model.voice, speed });
      const { words = [], samples, sampleRate } = sound;
      assert.deepEqual(
        words.map(({ start, end }) => sentence.slice(start, end)),
        spokenWords.map((word) => word.replace(/[,.]/g, "")),
      );
      assert.ok((words.at(-1)?.to ?? 99) <= samples.length / sampleRate + 0.01);
      checkPause(sound, speed);
    }
  });

/** The pause at the comma stands between "work" and "before"; what the energy says agrees within 50 ms with the word after it. */
function checkPause(sound: Spoken, speed: number): void {
  const { words = [] } = sound;
  const frames = loudness(sound);
  const [work, before_] = [words[3], words[4]];
  assert.ok(work && before_);
  const from = Math.floor(work.from / 0.02);
  let [quietest, longest, run] = [0, 0, 0];
  for (let i = from; i < Math.ceil(before_.to / 0.02); i++) {
    run = (frames[i] ?? 0) < -48 ? run + 1 : 0;
    if (run > longest) [longest, quietest] = [run, i];
  }
  const begins = (quietest + 1) * 0.02;
  assert.ok(longest >= 2, `no pause was found at speed ${speed}`);
  assert.ok(
    Math.abs(begins - before_.from) <= 0.05,
    `"before" is told at ${before_.from} s and heard at ${begins} s at speed ${speed}`,
  );
}

test("a word with sounds of its own is said with them, by both voices", async () => {
  for (const { tag, voice } of [piper, kokoro]) {
    const say = (pronunciations?: Record<string, string>): Promise<Spoken> =>
      calls.speak(tag, { text: "We use nginx.", voice, ...(pronunciations && { pronunciations }) });
    const plain = await say();
    const long = await say({ nginx: "ˈɛndʒɪnˈɛks ænd ə lˈɑt mˈɔːɹ tə sˈeɪ" });
    assert.ok(long.samples.length > plain.samples.length * 1.4, tag);
  }
});

test(
  "200 sentences in a row leave the memory where it was",
  { skip: process.platform !== "linux" },
  async () => {
    const { pid } = await predictors.load(piper.tag);
    const memory = (): number =>
      Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1000;
    const heap = (): number => {
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return (heapUsed + arrayBuffers) / 1e6;
    };
    const read = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const words = "and then the next test was run ".repeat(1 + (i % 4));
        await calls.speak(piper.tag, {
          text: `Sentence number ${100 + (i % 40)} ${words}.`,
          voice: piper.voice,
        });
      }
    };
    // the longest sentence sets how much is taken: the first 40 have about that
    await read(40);
    const before = { theirs: memory(), ours: heap() };
    await read(160);
    const grown = { theirs: memory() - before.theirs, ours: heap() - before.ours };
    // how long a sentence lasts is partly chance, so the longest may come late; a leak shows all the same
    assert.ok(grown.theirs < 80, `the voice's process grew by ${grown.theirs} MB`);
    assert.ok(grown.ours < 40, `this process grew by ${grown.ours} MB`);
  },
);
