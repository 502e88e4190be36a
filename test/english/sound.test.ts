import assert from "node:assert/strict";
import { test } from "node:test";
import { openEnglish } from "../../predictors/english/phonemes.ts";
import { joinPieces, level, trimSilence } from "../../predictors/english/samples.ts";
import { speak } from "../../predictors/english/speak.ts";
import { stretch } from "../../predictors/english/stretch.ts";
import { toIds as toKokoroIds } from "../../predictors/kokoro/index.ts";
import { toIds as toPiperIds } from "../../predictors/piper/index.ts";
import { toEspeak } from "../../predictors/piper/symbols.ts";
import { gold, silver } from "./fixture.ts";

const sampleRate = 16_000;
const tone = (seconds: number, hertz: number, loudness = 0.5): Float32Array =>
  Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, i) => loudness * Math.sin((2 * Math.PI * hertz * i) / sampleRate),
  );
/** How often the wave goes up through zero, a second. */
const pitch = (samples: Float32Array): number =>
  samples.filter((sample, i) => sample >= 0 && (samples[i - 1] ?? 0) < 0).length /
  (samples.length / sampleRate);

test("sound is raised or lowered to one level, quiet sound by half at most", () => {
  const peak = (samples: Float32Array): number => Math.max(...samples);
  assert.ok(Math.abs(peak(level(tone(0.1, 100, 0.8))) - 0.9) < 0.01);
  assert.ok(Math.abs(peak(level(tone(0.1, 100, 1.5))) - 0.9) < 0.01);
  assert.ok(Math.abs(peak(level(tone(0.1, 100, 0.2))) - 0.3) < 0.01);
  assert.deepEqual([...level(new Float32Array(3))], [0, 0, 0]);
});

test("silence before and after the sound is cut, all but a margin", () => {
  const silence = new Float32Array(sampleRate / 2);
  const samples = joinPieces([
    { samples: silence, silence: 0 },
    { samples: tone(1, 200), silence: 0 },
    { samples: silence, silence: 0 },
  ]);
  const trimmed = trimSilence(samples, { sampleRate, keep: 0.05 });
  assert.ok(Math.abs(trimmed.length / sampleRate - 1.1) < 0.02, String(trimmed.length));
  assert.equal(trimSilence(silence, { sampleRate, keep: 0.05 }).length, 0);
});

test("pieces are joined with their silences, none after the last", () => {
  const joined = joinPieces([
    { samples: Float32Array.of(1, 2), silence: 2 },
    { samples: Float32Array.of(3), silence: 9 },
  ]);
  assert.deepEqual([...joined], [1, 2, 0, 0, 3]);
});

test("stretched sound is shorter at the same pitch and has no jumps", () => {
  const samples = tone(2, 220);
  const fast = stretch(samples, { rate: 1.5, sampleRate });
  assert.equal(fast.length, Math.floor(samples.length / 1.5));
  const body = fast.subarray(0, fast.length - sampleRate / 20);
  assert.ok(Math.abs(pitch(body) - 220) < 8, String(pitch(body)));
  const jumps = body.map((sample, i) => Math.abs(sample - (body[i - 1] ?? sample)));
  assert.ok(Math.max(...jumps) < 0.1, String(Math.max(...jumps)));
  assert.equal(stretch(samples, { rate: 1, sampleRate }), samples);
});

const english = openEnglish([gold, silver]);
const speaking = (say: (phonemes: string) => Promise<Float32Array>) => ({
  english,
  longest: 100,
  sampleRate,
  speed: 1,
  synthesise: async (phonemes: string) => ({ samples: await say(phonemes), times: undefined }),
});

test("a text is said sentence by sentence with a pause between", async () => {
  const said: string[] = [];
  const how = speaking((phonemes) => {
    said.push(phonemes);
    return Promise.resolve(tone(1, 100));
  });
  const [{ data, shape }] = await speak("Hello. One cat!", how, new AbortController().signal);
  assert.deepEqual(said, ["həlˈO.", "wˈʌn kˈæt!"]);
  assert.deepEqual(shape, [2.25 * sampleRate]);
  assert.equal(data.length, 2.25 * sampleRate);
});

test("cancelling stops before the next sentence", async () => {
  const controller = new AbortController();
  let runs = 0;
  const how = speaking(() => {
    runs++;
    controller.abort();
    return Promise.resolve(tone(0.1, 100));
  });
  await assert.rejects(speak("One. Two. One.", how, controller.signal), { name: "AbortError" });
  assert.equal(runs, 1);
});

test("a text without English words is a short silence", async () => {
  const how = speaking(() => Promise.reject(new Error("nothing to say")));
  const [{ data }] = await speak("中文 …", how, new AbortController().signal);
  assert.deepEqual([data.length, Math.max(...data)], [sampleRate / 10, 0]);
});

test("misaki's phonemes become espeak's", () => {
  const cases: Record<string, string> = {
    sˈAv: "sˈeɪv",
    ʤˈʌʤ: "dʒˈʌdʒ",
    wˈɜɹld: "wˈɜːld",
    jˈuzəɹ: "jˈuːzɚ",
    kˈɑɹ: "kˈɑːɹ",
    ˈizi: "ˈiːzi",
    əbˈWt: "ɐbˈaʊt",
    "vˈɛɹi, həlˈO…": "vˈɛɹi, həlˈoʊ.",
  };
  for (const [misaki, espeak] of Object.entries(cases))
    assert.equal(toEspeak(misaki), espeak, misaki);
});

test("Piper's ids have padding after each symbol, and leave out what the voice does not know", () => {
  const map = { "^": [1], _: [0], $: [2], a: [5], b: [6, 7], "\u0303": [8] };
  assert.deepEqual(toPiperIds("a☃b", map), [1, 0, 5, 0, 6, 7, 0, 2]);
  assert.deepEqual(toPiperIds("ã", map), [1, 0, 5, 0, 8, 0, 2]);
});

test("Kokoro's ids follow its vocabulary, with its own signs for the tap and the glottal stop", () => {
  assert.deepEqual(toKokoroIds("a T☃"), [43, 16, 36]);
  assert.deepEqual(toKokoroIds("ɾʔ"), toKokoroIds("Tt"));
});
