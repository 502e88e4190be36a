import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, serve } from "../../src/platform/channel.ts";
import { silent } from "../../src/platform/log.ts";
import type { PlayerEvent, PlayerService } from "../../src/speech/protocol.ts";
import { openReader } from "../../src/speech/reader/reader.ts";
import { openDeck, type Shown } from "../../src/webview/player/deck.ts";
import type { Output, Sound } from "../../src/webview/player/sound.ts";
import { portPair } from "../fakes/ports.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import { fakeVoice, readable, toUtterances } from "../reader/fakes.ts";
import { clip, FakeTrack } from "./fakeTrack.ts";

/** The page's sound on a clock that the test moves. `held` is what the editor does to it before the first click. */
class FakeSound extends FakeTrack implements Sound {
  held: "starting" | "blocked" | undefined;
  #wanted = false;

  suspend(): void {
    this.#wanted = false;
    this.running = false;
  }
  resume(): void {
    this.#wanted = true;
    this.running = !this.held;
  }
  output(): Output {
    return this.#wanted ? (this.held ?? "on") : "off";
  }
  volume = 0;
  setVolume(volume: number): void {
    this.volume = volume;
  }
  peak(): number {
    return this.running ? 1 : 0;
  }
}

const info = {
  reading: 1,
  title: "t",
  voice: "ada",
  speed: 1,
  volume: 100,
  sentences: ["One.", "Two."],
  open: false,
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function begin(sound = new FakeSound()) {
  const shown: Shown[] = [];
  const deck = openDeck(sound, (now) => shown.push(now));
  const events: PlayerEvent[] = [];
  const over = (async () => {
    const signal = new AbortController().signal;
    for await (const event of deck.service.open(info, signal)) events.push(event);
  })();
  const add = async (sentence: number): Promise<void> => {
    const signal = new AbortController().signal;
    for await (const _ of deck.service.add(clip(sentence, 2), signal));
    await turn();
  };
  const states = () => events.flatMap((event) => (event.kind === "state" ? [event.state] : []));
  return { sound, deck, shown, events, over, add, states, state: () => shown.at(-1)?.state };
}

test("pause freezes the clock inside a sentence, and play goes on from there", async () => {
  const { sound, deck, add, state } = begin();
  await turn();
  await add(0);
  sound.runTo(1);
  deck.toggle();
  assert.equal(state(), "paused");
  sound.runTo(9);
  assert.equal(sound.now(), 1);
  assert.equal(sound.playing.length, 1);
  deck.toggle();
  assert.equal(state(), "playing");
  assert.equal(sound.playing.length, 1);
});

test("a clip that comes while paused does not start the sound", async () => {
  const { sound, deck, add, state } = begin();
  await turn();
  deck.control({ kind: "pause" });
  await add(0);
  assert.equal(state(), "paused");
  assert.equal(sound.running, false);
});

test("an editor that lets no sound out is told of, and the reading goes on after the click", async () => {
  const strict = new FakeSound();
  strict.held = "starting";
  const { sound, deck, add, states, state } = begin(strict);
  await turn();
  await add(0);
  assert.equal(state(), "waiting", "nothing is heard yet");
  sound.held = "blocked";
  deck.soundChanged();
  await turn();
  assert.equal(state(), "blocked");
  sound.held = undefined;
  sound.resume();
  deck.soundChanged();
  await turn();
  assert.deepEqual(states(), ["waiting", "blocked", "playing"]);
});

test("after the end, play reads again from the beginning and a jump from there", async () => {
  const { sound, deck, add, state, shown } = begin();
  await turn();
  await add(0);
  await add(1);
  sound.runTo(5);
  assert.equal(state(), "finished");
  deck.toggle();
  assert.equal(state(), "playing");
  assert.equal(shown.at(-1)?.sentence, 0);
  sound.runTo(20);
  deck.control({ kind: "jump", sentence: 1 });
  assert.equal(state(), "playing");
});

test("stop ends the stream and the sound", async () => {
  const { sound, deck, add, over, states } = begin();
  await turn();
  await add(0);
  deck.control({ kind: "stop" });
  await over;
  assert.equal(states().at(-1), "stopped");
  assert.deepEqual(sound.playing, []);
  assert.equal(sound.running, false);
});

test("a new reading ends the one before, whose late clips are dropped", async () => {
  const { sound, deck, over } = begin();
  await turn();
  const signal = new AbortController().signal;
  const second = deck.service.open({ ...info, reading: 2 }, signal)[Symbol.asyncIterator]();
  await second.next();
  await over;
  for await (const _ of deck.service.add(clip(0, 2), signal));
  assert.deepEqual(sound.playing, []);
});

test("a note stays until the next sentence begins", async () => {
  const { sound, deck, add, shown } = begin();
  await turn();
  await add(0);
  await add(1);
  deck.control({ kind: "note", text: "The voice was started again." });
  assert.equal(shown.at(-1)?.note, "The voice was started again.");
  sound.runTo(2.5);
  assert.equal(shown.at(-1)?.note, undefined);
});

test("reader and page read 200 sentences through their channel with little sound held", async () => {
  const { a, b } = portPair();
  const sound = new FakeSound();
  let [most, shown] = [0, 0];
  const deck = openDeck(sound, ({ sentence }) => (shown = sentence));
  serve(deck.service, b);
  const voice = fakeVoice();
  const reader = openReader({
    speak: voice.speak,
    toUtterances,
    voice: () => ({ tag: "@test/v", voice: "ada", speed: 1, manner: usualManner }),
    volume: () => 100,
    player: connect<PlayerService>(a),
    log: silent,
  });
  const text = Array.from({ length: 200 }, (_, i) => `sentence number ${i}`).join("\n");
  let over = false;
  const heard = reader.read({ readable: readable(text), title: "t" }).finally(() => (over = true));
  // oxlint-disable-next-line no-unmodified-loop-condition -- the reading sets it when it ends
  for (let time = 0; !over && time < 2000; time++) {
    sound.runTo(time);
    await turn();
    most = Math.max(most, sound.playing.length);
  }
  await heard;
  assert.equal(voice.calls.length, 200, "every sentence is made once");
  assert.equal(shown, 199);
  assert.ok(most < 15, `${most} sentences lay on the clock`);
});

test("sentences that are added are shown and wanted, and the volume is heard at once", async () => {
  const { sound, deck, shown, events } = begin();
  await turn();
  deck.control({ kind: "more", sentences: ["Three."], open: false });
  assert.deepEqual(shown.at(-1)?.sentences, ["One.", "Two.", "Three."]);
  deck.setVolume(30);
  await turn();
  assert.deepEqual([sound.volume, shown.at(-1)?.volume], [30, 30]);
  assert.deepEqual(events.at(-1), { kind: "volume", volume: 30 });
});
