import assert from "node:assert/strict";
import { test } from "node:test";
import { abortError } from "../../src/platform/errors.ts";
import type { PlayerEvent } from "../../src/speech/protocol.ts";
import { openReader, type Reader } from "../../src/speech/reader/reader.ts";
import { FakePlayer, fakeVoice, partsOf, readable, soundOf } from "./fakes.ts";

/** A reading of `text` that has been opened in the page. */
async function begin(reader: Reader, player: FakePlayer, text: string): Promise<void> {
  const heard = reader.read({ readable: readable(text), title: "greet.ts" });
  heard.catch(() => {});
  await player.until(() => player.opened.length > 0);
}

test("the voice starts on the first sentence while the text is still being written", async () => {
  const player = new FakePlayer();
  const voice = fakeVoice();
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  let write: (part: string) => void = () => {};
  let isOver = false;
  const heard = reader.follow({
    title: "Explanation",
    async *text(signal) {
      try {
        for (;;)
          yield await new Promise<string>((resolve, reject) => {
            write = resolve;
            signal.addEventListener("abort", () => reject(abortError()), { once: true });
          });
      } finally {
        isOver = true;
      }
    },
  });
  heard.catch(() => {});
  await player.until(() => player.opened.length === 1);
  assert.deepEqual([player.opened[0]?.sentences, player.opened[0]?.open], [[], true]);
  player.say({ kind: "state", state: "waiting" });
  await new Promise((resolve) => setImmediate(resolve));
  write("This is the first sentence. And");
  await player.until(() => player.controls.length === 1);
  assert.deepEqual(player.controls, [
    { kind: "more", sentences: ["This is the first sentence. "], open: true },
  ]);
  player.want(0);
  await player.until(() => player.clips.length === 1);
  assert.equal(voice.calls[0]?.text, "This is the first sentence. ");
  assert.equal(isOver, false, "the text goes on");
  await reader.stop();
  await heard;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isOver, true, "stopping the voice stops the writing");
});

async function* written(...parts: readonly string[]): AsyncGenerator<string> {
  for (const part of parts) yield part;
}

test("when the text is whole the page is told, and what is heard last ends the reading", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  const heard = reader.follow({
    title: "",
    text: () => written("One sentence that is long enough."),
  });
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "state", state: "waiting" });
  await player.until(() => player.controls.length === 2);
  assert.deepEqual(player.controls.at(-1), { kind: "more", sentences: [], open: false });
  assert.equal(reader.current()?.utterances.length, 1);
  player.say({ kind: "state", state: "finished" });
  await heard;
  await reader.stop();
});

test("a text that fails before its first sentence fails the reading, one that fails later is told of and heard", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  async function* failing(before: string): AsyncGenerator<string> {
    if (before) yield before;
    throw new Error("The model ended.");
  }
  const follow = async (before: string): Promise<void> => {
    const count = player.opened.length;
    const heard = reader.follow({ title: "", text: () => failing(before) });
    heard.catch(() => {});
    await player.until(() => player.opened.length > count);
    player.say({ kind: "state", state: "waiting" });
    return heard;
  };
  await assert.rejects(follow(""), /The model ended/);
  const notes: string[] = [];
  reader.onNote((note) => notes.push(note));
  void follow("One sentence that is long enough. Another");
  await player.until(() => player.controls.some((one) => one.kind === "more" && !one.open));
  assert.deepEqual(notes, ["The model ended."]);
  assert.equal(reader.current()?.utterances.length, 1);
  await reader.stop();
});

test("a text without a word is an error that says what to do", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  const heard = reader.follow({ title: "", text: () => written("\n\n") });
  heard.catch(() => {});
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "state", state: "waiting" });
  await assert.rejects(heard, /nothing that can be read aloud.*another chat model/);
});

test("paragraphs are skipped: on to the next, back to the beginning of this one and then of the one before", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  void begin(reader, player, "a\nb\n\nc\nd\n\ne");
  await player.until(() => player.opened.length === 1);
  const at = async (sentence: number, by: 1 | -1): Promise<unknown> => {
    player.say({ kind: "sentence", sentence });
    await new Promise((resolve) => setImmediate(resolve));
    const before = player.controls.length;
    await reader.skipParagraph(by);
    const jump = player.controls[before];
    return jump?.kind === "jump" ? jump.sentence : undefined;
  };
  assert.deepEqual(
    [
      await at(0, 1),
      await at(3, 1),
      await at(4, 1),
      await at(3, -1),
      await at(2, -1),
      await at(0, -1),
    ],
    [2, 4, undefined, 2, 0, undefined],
  );
  await reader.stop();
});

test("the word that sounds is known until the next sentence begins", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client }));
  void begin(reader, player, "one two\nthree");
  await player.until(() => player.opened.length === 1);
  const tell = async (event: PlayerEvent): Promise<unknown> => {
    player.say(event);
    await new Promise((resolve) => setImmediate(resolve));
    return reader.current()?.word;
  };
  assert.equal(await tell({ kind: "word", sentence: 0, word: 1 }), 1);
  assert.equal(await tell({ kind: "sentence", sentence: 1 }), undefined);
  assert.equal(
    await tell({ kind: "word", sentence: 0, word: 0 }),
    undefined,
    "a late one is dropped",
  );
  await reader.stop();
});

test("what the model says of the parts of a word goes for the whole of it, once", async () => {
  const player = new FakePlayer();
  const text = "get HTTPServer now";
  const words = [
    { start: 0, end: 3, from: 0, to: 0.3 },
    { start: 4, end: 8, from: 0.3, to: 0.6 },
    { start: 8, end: 14, from: 0.6, to: 0.9 },
    { start: 15, end: 18, from: 1, to: 1.2 },
  ];
  const voice = fakeVoice(async () => ({ ...soundOf(text), words }));
  const reader = openReader(partsOf({ player: player.client, speak: voice.speak }));
  void begin(reader, player, text);
  await player.until(() => player.opened.length === 1);
  player.want(0);
  await player.until(() => player.clips.length === 1);
  assert.deepEqual(player.clips[0]?.words, [
    { word: 0, at: 0 },
    { word: 1, at: 0.3 },
    { word: 2, at: 1 },
  ]);
  await reader.stop();
});

test("volume goes to the page at once, and what was set there is told", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client, volume: () => 40 }));
  const told: number[] = [];
  reader.onVolume((volume) => told.push(volume));
  void begin(reader, player, "a");
  await player.until(() => player.opened.length === 1);
  assert.equal(player.opened[0]?.volume, 40);
  await reader.setVolume(70);
  assert.deepEqual(player.controls, [{ kind: "volume", volume: 70 }]);
  player.say({ kind: "volume", volume: 55 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(told, [55]);
  await reader.stop();
});
