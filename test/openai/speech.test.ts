import assert from "node:assert/strict";
import { test } from "node:test";
import { openCreators } from "../../src/openai/client.ts";
import type { SpeechParams } from "../../src/openai/types.ts";
import { openCalls } from "../../src/predictor/call.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { sounding, speaker, tensor } from "../predictor/samples.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { readFlac } from "../sound/readFlac.ts";
import { readOgg } from "../sound/readOgg.ts";

const model = "@test/speaker";
const ask = { model, input: "hello", voice: "ada" };
const { create } = openCreators(openCalls(fakePredictors({ [model]: speaker }))).audio.speech;
/** What comes out when the predictor answers with this tensor. */
const hear = (result: unknown, response_format: string): Promise<Response> =>
  openCreators(openCalls(fakePredictors({ [model]: sounding(result) }))).audio.speech.create({
    ...ask,
    response_format,
  });
const bytesOf = async (response: Response): Promise<Buffer> =>
  Buffer.from(await response.arrayBuffer());
const samplesOf = (pcm: Buffer): number[] =>
  Array.from({ length: pcm.length / 2 }, (_, i) => pcm.readInt16LE(i * 2));

test("the default is a WAV file whose header says what is in it", async () => {
  const response = await create(ask);
  assert.equal(response.headers.get("content-type"), "audio/wav");
  const wav = await bytesOf(response);
  assert.equal(wav.toString("latin1", 0, 4) + wav.toString("latin1", 8, 16), "RIFFWAVEfmt ");
  assert.equal(wav.readUInt32LE(4), wav.length - 8);
  assert.deepEqual([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24)], [1, 1, 100]);
  assert.deepEqual(
    [wav.readUInt32LE(28), wav.readUInt16LE(32), wav.readUInt16LE(34)],
    [200, 2, 16],
  );
  assert.deepEqual(
    [wav.toString("latin1", 36, 40), wav.readUInt32LE(40)],
    ["data", wav.length - 44],
  );
});

test("S15: a WAV lasts frames over rate, and loud samples are clipped, not wrapped", async () => {
  const wav = await bytesOf(await create(ask));
  assert.equal((wav.length - 44) / wav.readUInt32LE(28), 50 / 100);
  const pcm = await bytesOf(await hear(tensor([-2, -1, 0.5, 1, 1.0001], [5]), "pcm"));
  assert.deepEqual(samplesOf(pcm), [-32_767, -32_767, 16_384, 32_767, 32_767]);
});

test("S15: of a view only its own samples are written", async () => {
  const data = Float32Array.of(1, 0.5, 1).subarray(1, 2);
  assert.deepEqual(samplesOf(await bytesOf(await hear({ data, shape: [1] }, "pcm"))), [16_384]);
});

test("S14: two channels are written frame by frame, and the header says two", async () => {
  const stereo = tensor([1, 1, 1, -1, -1, -1], [2, 3]);
  const wav = await bytesOf(await hear(stereo, "wav"));
  assert.deepEqual([wav.readUInt16LE(22), wav.readUInt32LE(28), wav.readUInt16LE(32)], [2, 400, 4]);
  assert.deepEqual(
    samplesOf(wav.subarray(44)),
    [1, -1, 1, -1, 1, -1].map((x) => x * 32_767),
  );
  const pcm = await hear(stereo, "pcm");
  assert.equal(pcm.headers.get("content-type"), "audio/pcm; rate=100; channels=2");
});

test("formats without an encoder are refused by name, unknown ones with the list", async () => {
  for (const response_format of ["mp3", "aac"])
    await assert.rejects(create({ ...ask, response_format }), {
      code: "unsupported_parameter",
      param: "response_format",
      message: `Hearth has no encoder for ${response_format}. Ask for wav, flac, opus, or pcm.`,
    });
  await assert.rejects(create({ ...ask, response_format: "ogg" }), {
    code: "invalid_value",
    message: 'There is no sound format "ogg". Ask for wav, flac, opus, or pcm.',
  });
});

test("S12, S13: speeds and voices that cannot be had are refused", async () => {
  await assert.rejects(create({ ...ask, speed: 4 }), { code: "invalid_value", param: "speed" });
  await assert.rejects(create({ ...ask, voice: "bob" }), {
    param: "voice",
    message: /"ada", "grace"/,
  });
  await assert.rejects(create({ ...ask, instructions: "whisper" } as SpeechParams), {
    code: "unsupported_parameter",
    param: "instructions",
  });
  const fast = samplesOf((await bytesOf(await create({ ...ask, speed: 2 }))).subarray(44));
  assert.equal(fast.length, 25);
});

test("S17: sse gives the same bytes as events, and says when it is done", async () => {
  const long = { ...ask, input: "x".repeat(5000) };
  const response = await create({ ...long, stream_format: "sse" });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const events = (await response.text())
    .split("\n\n")
    .filter(Boolean)
    .map((block) => {
      assert.match(block, /^data: /);
      return JSON.parse(block.slice(6)) as { type: string; audio?: string; usage?: object };
    });
  const pieces = events.slice(0, -1);
  assert.ok(pieces.length > 1);
  assert.ok(pieces.every(({ type }) => type === "speech.audio.delta"));
  const { type, usage } = events.at(-1) ?? {};
  // 50,000 frames at 100 a second, in pieces of 50 ms
  const counts = { input_tokens: 5000, output_tokens: 10_000, total_tokens: 15_000 };
  assert.deepEqual([type, usage], ["speech.audio.done", counts]);
  const sound = Buffer.from(pieces.map(({ audio }) => audio).join(""), "base64");
  assert.deepEqual(sound, await bytesOf(await create(long)));
  await assert.rejects(create({ ...ask, stream_format: "chunks" } as never), {
    param: "stream_format",
  });
});

/** A voice that notes what it is asked to say, and how often it was stopped. */
function noting() {
  const said: string[] = [];
  const predictor: Predictor = {
    ...speaker,
    predict(values, state, context) {
      said.push(String(values["text"]));
      return speaker.predict(values, state, context);
    },
  };
  const calls = openCalls(fakePredictors({ [model]: predictor }));
  return { said, create: openCreators(calls).audio.speech.create };
}
const sentence = "This is a sentence that is long enough to be a passage by itself. ";

test("PCM and Opus leave passage by passage, while the rest is still to be spoken", async () => {
  for (const response_format of ["pcm", "opus"]) {
    const voice = noting();
    const input = sentence.repeat(20).trim();
    const response = await voice.create({ ...ask, input, response_format });
    assert.equal(voice.said.length, 1);
    const reader = response.body?.getReader();
    await reader?.read();
    assert.ok(voice.said.length <= 2, `${voice.said.length}`);
    while (!(await reader?.read())?.done);
    assert.equal(voice.said.join(""), input);
    assert.ok(voice.said.length > 3);
  }
});

test("whoever leaves a streamed sound leaves the rest of the text unspoken", async () => {
  const voice = noting();
  const response = await voice.create({
    ...{ ...ask, input: sentence.repeat(40), response_format: "pcm" },
  });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  const before = voice.said.length;
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(voice.said.length, before);
  assert.ok(before < 4, `${before}`);
});

test("passages are joined by a pause, as a voice makes one between sentences", async () => {
  const pcm = samplesOf(
    await bytesOf(await create({ ...ask, input: `${sentence}Bye.`, response_format: "pcm" })),
  );
  // at 100 a second
  const spoken = (sentence.length + "Bye.".length) * 10;
  assert.equal(pcm.length, spoken + 25);
  assert.deepEqual(
    new Set(pcm.slice(sentence.length * 10, sentence.length * 10 + 25)),
    new Set([0]),
  );
});

test("FLAC and Opus are what they say they are, and Opus takes two channels at most", async () => {
  const flac = await create({ ...ask, response_format: "flac" });
  assert.equal(flac.headers.get("content-type"), "audio/flac");
  const { length, sampleRate, pcm } = readFlac(await bytesOf(flac));
  assert.deepEqual([length, sampleRate], [50, 100]);
  assert.deepEqual(pcm, (await bytesOf(await create(ask))).subarray(44));
  const opus = await create({ ...ask, response_format: "opus" });
  assert.equal(opus.headers.get("content-type"), "audio/ogg; codecs=opus");
  assert.equal(readOgg(await bytesOf(opus)).packets[0]?.toString("latin1", 0, 8), "OpusHead");
  await assert.rejects(hear(tensor([1, 1, 1], [3, 1]), "opus"), {
    code: "unsupported_parameter",
    param: "response_format",
    message: /3 channels.*at most 2\. Ask for wav\./,
  });
});
