import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Tensor } from "onnxruntime-node";
import { toIds } from "../../predictors/kokoro/index.ts";
import { floatModel } from "../../predictors/onnx/derived.ts";
import { outputTail } from "../../predictors/onnx/graph.ts";
import { openSession, settings } from "../../predictors/onnx/session.ts";
import { goOn } from "../../predictors/onnx/stoppable.ts";
import { join as joinBytes } from "../../predictors/onnx/wire.ts";
import { openEnglish } from "../../predictors/english/phonemes.ts";
import { type Cepstra, cepstra, unlikeness } from "./likeness.ts";
import { openDevModels } from "../../src/dev/weights.ts";
import type { Spoken } from "../../src/predictor/calls.ts";
import { isPredictorError } from "../../src/predictor/errors.ts";
import { usePredictors } from "./opened.ts";

const piper = { tag: "@hearth/piper-en-us-joe", voice: "joe" };
const kokoro = { tag: "@hearth/kokoro-82m", voice: "af_heart" };
const sentence = "Please save your work, before closing the editor.";
const models = openDevModels();
const { calls } = usePredictors();

const say = ({ tag, voice }: typeof piper, text: string, speed?: number): Promise<Spoken> =>
  calls.speak(tag, { text, voice, ...(speed !== undefined && { speed }) });

const seconds = ({ samples, sampleRate }: Spoken): number => samples.length / sampleRate;

/** Loudness of each 20 ms, in dB of full scale. */
function loudness({ samples, sampleRate }: Spoken): number[] {
  const frame = sampleRate / 50;
  return Array.from({ length: Math.floor(samples.length / frame) }, (_, i) => {
    const part = samples.subarray(i * frame, (i + 1) * frame);
    const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length;
    return 10 * Math.log10(power + 1e-12);
  });
}

async function lexicons(tag: string) {
  const manifest = await models.find(tag);
  const folder = models.folder(manifest!);
  const files = ["us_gold.json", "us_silver.json"].map(
    (name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Record<string, string>,
  );
  return openEnglish(files);
}

for (const model of [piper, kokoro]) {
  test(`${model.tag} makes sound of a sound level and length`, async () => {
    const spoken = await say(model, sentence);
    const { samples } = spoken;
    assert.ok(samples.every(Number.isFinite));
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    assert.ok(peak > 0.3 && peak <= 1, `peak ${peak}`);
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    assert.ok(Math.abs(mean) < 0.01, `mean ${mean}`);
    const [{ phonemes } = { phonemes: "" }] = (await lexicons(model.tag)).toPhrases(sentence, 500);
    const each = seconds(spoken) / phonemes.replace(/[^\p{L}]/gu, "").length;
    assert.ok(each > 0.04 && each < 0.12, `${each} s a phoneme`);
  });

  test(`${model.tag} speaks most of the time and is silent between sentences`, async () => {
    const frames = loudness(await say(model, "Hello there. This is the second sentence."));
    const loud = frames.filter((level) => level > -40).length / frames.length;
    assert.ok(loud > 0.5 && loud < 0.97, `${loud} of the frames are loud`);
    const middle = frames
      .slice(15, -15)
      .map((level) => (level < -50 ? "_" : "#"))
      .join("");
    assert.match(middle, /_{8,}/);
  });

  test(`${model.tag} needs half the time at twice the speed, a third at three times`, async () => {
    const text = `${sentence} Although the tests passed, the build failed last night.`;
    const normal = seconds(await say(model, text));
    for (const speed of [0.5, 2, 3]) {
      const ratio = (seconds(await say(model, text, speed)) / normal) * speed;
      assert.ok(Math.abs(ratio - 1) < 0.15, `${ratio} at speed ${speed}`);
    }
  });

  test(`${model.tag} refuses a voice that it does not have, naming those it has`, async () => {
    await assert.rejects(say({ ...model, voice: "nobody" }, "Hello."), (error: Error) => {
      assert.ok(isPredictorError(error, "invalid_value"));
      return error.message.includes(model.voice);
    });
  });

  test(`${model.tag} takes a long sentence, and one that it cannot read`, async () => {
    assert.ok(seconds(await say(model, "中文")) < 0.5);
    const words = "and then we wrote one more line of text ".repeat(7);
    assert.ok(seconds(await say(model, words)) > 10);
  });

  test(`${model.tag} stops between sentences when nobody listens any more`, async () => {
    const sentences = 60;
    const time = async (work: () => Promise<unknown>): Promise<number> => {
      const started = performance.now();
      await work();
      return performance.now() - started;
    };
    const one = await time(() => say(model, "This is a sentence."));
    const stopped = await time(async () => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), one);
      const call = { text: "This is a sentence. ".repeat(sentences), voice: model.voice };
      await assert.rejects(calls.speak(model.tag, call, controller.signal), { name: "AbortError" });
      // the engine is free again, which it would not be while it goes on
      await say(model, "This is a sentence.");
    });
    assert.ok(stopped < (one * sentences) / 3 + 2000, `${stopped} ms; one sentence takes ${one}`);
  });
}

/** Each is said by both models; none shares its rhythm with another. */
const told = [
  "Glue the sheet to the dark blue background.",
  "Rice is often served in round bowls.",
  "The hogs were fed chopped corn and garbage.",
  "A large size in stockings is hard to sell.",
  "Kick the ball straight and follow through.",
  "The soft cushion broke the man's fall.",
];

test("two models that share only the phonemes say sentences alike, sound for sound", async () => {
  // two men, so that the pitch does not hide what is said
  const first: Spoken[] = [];
  const second: Cepstra[] = [];
  for (const text of told) {
    first.push(await say(piper, text));
    second.push(cepstra(await say({ ...kokoro, voice: "am_michael" }, text)));
  }
  const recognised = (recordings: readonly Spoken[]): number =>
    recordings.filter((recording, i) => {
      const sounds = cepstra(recording);
      const unlike = second.map((other) => unlikeness(sounds, other));
      return unlike.indexOf(Math.min(...unlike)) === i;
    }).length;
  const backwards = first.map((spoken) => ({ ...spoken, samples: spoken.samples.toReversed() }));
  assert.ok(recognised(first) >= 5, `${recognised(first)} of ${told.length} recognised`);
  assert.ok(recognised(backwards) <= 2, `${recognised(backwards)} recognised backwards`);
});

test("the float form of Kokoro lasts as long, phoneme by phoneme, as the 8-bit one", async () => {
  const manifest = (await models.find(kokoro.tag))!;
  const file = manifest.files.find(({ name }) => name === "kokoro.onnx")!;
  const folder = models.folder(manifest);
  const cacheFolder = await mkdtemp(join(tmpdir(), "hearth-float-"));
  try {
    const context = {
      signal: new AbortController().signal,
      resource: (name: string) => join(folder, name),
      cacheFolder,
      device: "cpu" as const,
      threads: 2,
      progress: () => {},
      runsOn: () => {},
      log: () => {},
    };
    const float = await floatModel({ model: file.name, sha256: file.sha256, share: 1 }, context);
    const [{ phonemes } = { phonemes: "" }] = (await lexicons(kokoro.tag)).toPhrases(
      "Save your work.",
      100,
    );
    const ids = [0, ...toIds(phonemes), 0];
    const style = readFileSync(join(folder, "voices/af_heart.bin"));
    const row = new Float32Array(Uint8Array.from(style).buffer).slice((ids.length - 3) * 256);
    const lengths = async (path: string): Promise<number[]> => {
      // "/encoder/Clip_output_0" holds the frames of each symbol
      const model = joinBytes([readFileSync(path), ...outputTail("/encoder/Clip_output_0")]);
      const session = await openSession(model, settings(2));
      const results = await session.run({
        tokens: new Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
        style: new Tensor("float32", row.slice(0, 256), [1, 256]),
        speed: new Tensor("float32", Float32Array.of(1), [1]),
        ...(session.inputNames.includes(goOn.name) && {
          [goOn.name]: new Tensor("int64", BigInt64Array.from(goOn.values), [3]),
        }),
      });
      await session.release();
      const frames = [...(results["/encoder/Clip_output_0"]!.data as Float32Array)];
      // 600 samples a frame: what is read is what is heard
      const heard = (results["audio"]!.data as Float32Array).length;
      assert.equal(frames.reduce((a, b) => a + b, 0) * 600, heard);
      return frames;
    };
    const [eightBit, floats] = [await lengths(context.resource(file.name)), await lengths(float)];
    assert.equal(eightBit.length, ids.length);
    assert.deepEqual(floats, eightBit);
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
});
