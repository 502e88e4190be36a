import assert from "node:assert/strict";
import { test } from "node:test";
import { PredictorError } from "../../src/predictor/errors.ts";
import { openReader, type Reader } from "../../src/speech/reader/reader.ts";
import type { ReaderVoice } from "../../src/speech/reader/sound.ts";
import { abortError, isAbort } from "../../src/platform/errors.ts";
import type { Reading } from "../../src/speech/reader/reading.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import { FakePlayer, fakeVoice, partsOf, readable, soundOf } from "./fakes.ts";

const crash = (): PredictorError =>
  new PredictorError({ code: "predictor_failed", tag: "@test/voice", message: "The voice ended." });

/** A reading of `text` that has been opened in the page. */
async function begin(reader: Reader, player: FakePlayer, text: string, signal?: AbortSignal) {
  const before = player.opened.length;
  const heard = reader.read({ readable: readable(text), title: "greet.ts" }, signal);
  heard.catch(() => {});
  await player.until(() => player.opened.length > before);
  return heard;
}

test("the page is told the sentences, and gets each clip that it wants with its pause", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice();
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  void begin(reader, player, "Hello.\nBye.");
  await player.until(() => player.opened.length === 1);
  assert.deepEqual(player.opened[0]?.sentences, ["Hello.", "Bye."]);
  assert.equal(player.opened[0].title, "greet.ts");
  assert.deepEqual([player.opened[0].voice, player.opened[0].speed], ["ada", 1]);
  player.want(0);
  await player.until(() => player.clips.length === 1);
  player.want(1);
  await player.until(() => player.clips.length === 2);
  assert.deepEqual(
    player.clips.map(({ sentence, samples }) => [sentence, samples.length]),
    [
      [0, 6 + 5],
      [1, 4 + 5],
    ],
  );
  assert.deepEqual([...(player.clips[1]?.samples ?? [])], [0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0]);
  await reader.stop();
});

test("nothing is synthesised that the page has no room for", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice();
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  void begin(reader, player, "a\nb\nc\nd");
  await player.until(() => player.opened.length === 1);
  player.want(0);
  await player.until(() => player.clips.length === 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(voice.calls.length, 1);
  await reader.stop();
});

test("a new want gives up the sentence before it, and one is made at a time", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice((call) =>
    call.text === "slow"
      ? new Promise((resolve) => setImmediate(() => resolve(soundOf("slow"))))
      : undefined,
  );
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  void begin(reader, player, "slow\nb\nc");
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "want", sentence: 0 }, { kind: "want", sentence: 2 });
  await player.until(() => player.clips.some(({ sentence }) => sentence === 2));
  assert.equal(voice.mostAtOnce(), 1);
  assert.deepEqual(
    player.clips.map(({ sentence }) => sentence),
    [2],
    "what is no longer wanted is not sent",
  );
  await reader.stop();
});

test("reading resolves when the text was heard, and the page can still go back into it", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  const heard = begin(reader, player, "a\nb");
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "state", state: "finished" });
  await heard;
  assert.equal(reader.current()?.state, "finished");
  player.want(0);
  await player.until(() => player.clips.length === 1);
  await reader.stop();
});

test("stopping ends the page's side and the work, and leaves no reading", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice();
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  const heard = begin(reader, player, "a\nb");
  await player.until(() => player.opened.length === 1);
  await reader.stop();
  await heard;
  assert.equal(player.left, 1);
  assert.equal(reader.current(), undefined);
  player.want(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(voice.calls.length, 0);
});

test("a stop in the page ends the reading too", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  const heard = begin(reader, player, "a");
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "state", state: "stopped" });
  player.feed.end();
  await heard;
  assert.equal(reader.current(), undefined);
});

test("the caller's signal stops the reading and makes it throw", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  const controller = new AbortController();
  const heard = reader.read({ readable: readable("a"), title: "" }, controller.signal);
  await player.until(() => player.opened.length === 1);
  controller.abort(abortError());
  await assert.rejects(heard, isAbort);
  assert.equal(player.left, 1);
});

test("a second text replaces the first", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  const seen: (Reading | undefined)[] = [];
  const first = begin(reader, player, "a");
  await player.until(() => player.opened.length === 1);
  reader.onChange((reading) => seen.push(reading));
  void begin(reader, player, "b");
  await first;
  await player.until(() => player.opened.length === 2);
  assert.equal(reader.current()?.utterances[0]?.spoken, "b");
  assert.notEqual(player.opened[0]?.reading, player.opened[1]?.reading);
  await reader.stop();
  assert.equal(seen.at(-1), undefined);
});

test("pause, resume and skips reach the page; a skip stays inside the text", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  void begin(reader, player, "a\nb\nc");
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "sentence", sentence: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  await reader.pause();
  await reader.resume();
  await reader.skip(1);
  await reader.skip(-5);
  await reader.skip(5);
  assert.deepEqual(player.controls, [
    { kind: "pause" },
    { kind: "resume" },
    { kind: "jump", sentence: 2 },
    { kind: "jump", sentence: 0 },
    { kind: "jump", sentence: 2 },
  ]);
  await reader.stop();
});

test("a change of voice goes to the page, and what it wants then is spoken with it", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice();
  let chosen: ReaderVoice = { tag: "@test/a", voice: "ada", speed: 1, manner: usualManner };
  const reader = openReader(
    partsOf({ player: player.client, speak: voice.speak, voice: () => chosen }),
  );
  void begin(reader, player, "a\nb");
  await player.until(() => player.opened.length === 1);
  chosen = { ...chosen, tag: "@test/b", voice: "bob", speed: 2 };
  await reader.changeVoice();
  assert.deepEqual(player.controls, [{ kind: "change", voice: "bob", speed: 2 }]);
  player.want(1);
  await player.until(() => player.clips.length === 1);
  assert.deepEqual(voice.calls, [{ tag: "@test/b", text: "b", voice: "bob", speed: 2 }]);
  // pauses become shorter with the speed: 1 letter, then 0.5 s / 2 at 10 samples a second
  assert.equal(player.clips[0]?.samples.length, 1 + 3);
  await reader.stop();
});

test("a voice that dies once is told of and goes on with the same sentence", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice((_, n) => (n === 1 ? Promise.reject(crash()) : undefined));
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  const notes: string[] = [];
  reader.onNote((note) => notes.push(note));
  void begin(reader, player, "a\nb");
  await player.until(() => player.opened.length === 1);
  player.want(1);
  await player.until(() => player.clips.length === 1);
  assert.equal(player.clips[0]?.sentence, 1);
  assert.deepEqual(
    voice.calls.map(({ text }) => text),
    ["b", "b"],
  );
  assert.deepEqual(notes, ["The voice ended."]);
  assert.deepEqual(player.controls, [{ kind: "note", text: "The voice ended." }]);
  await reader.stop();
});

test("a voice that dies twice for one sentence ends the reading with its reason", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice(() => Promise.reject(crash()));
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  const heard = begin(reader, player, "a");
  await player.until(() => player.opened.length === 1);
  player.want(0);
  await assert.rejects(heard, /The voice ended/);
  assert.equal(voice.calls.length, 2);
  assert.equal(player.left, 1);
  assert.equal(reader.current(), undefined);
});

test("a missing model is not tried again", async () => {
  const player = new FakePlayer();
  const missing = new PredictorError({ code: "model_not_installed", tag: "@t/v", message: "No." });
  const voice = fakeVoice(() => Promise.reject(missing));
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  const heard = begin(reader, player, "a");
  await player.until(() => player.opened.length === 1);
  player.want(0);
  await assert.rejects(heard, { code: "model_not_installed" });
  assert.equal(voice.calls.length, 1);
});

test("a text without sentences is refused and leaves the former reading alone", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  void begin(reader, player, "a");
  await player.until(() => player.opened.length === 1);
  await assert.rejects(
    reader.read({ readable: readable("\n\n"), title: "" }),
    /nothing to read aloud/,
  );
  assert.equal(reader.current()?.utterances.length, 1);
  await reader.stop();
});
