import assert from "node:assert/strict";
import { test } from "node:test";
import type { Clip } from "../../src/speech/protocol.ts";
import { Timeline, type TimelineEvent } from "../../src/webview/player/timeline.ts";
import { clip, FakeTrack } from "./fakeTrack.ts";

function begin(count: number, open = false) {
  const track = new FakeTrack();
  const events: TimelineEvent[] = [];
  const timeline = new Timeline({ count, open }, track, (event) => events.push(event));
  timeline.start();
  const wants = (): number[] =>
    events.flatMap((event) => (event.kind === "want" ? [event.sentence] : []));
  const flow = () => events.filter((event) => event.kind === "flow").at(-1)?.flow;
  const told = (): number[] =>
    events.flatMap((event) => (event.kind === "sentence" ? [event.sentence] : []));
  const add = (...clips: Clip[]): void => clips.forEach((one) => timeline.add(one));
  const words = (): string[] =>
    events.flatMap((event) => (event.kind === "word" ? [`${event.sentence}.${event.word}`] : []));
  return { track, timeline, wants, flow, told, words, add };
}

const close = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? NaN) - expected) < 1e-9, `${actual} is not ${expected}`);

test("clips follow each other on the audio clock without a gap", () => {
  const { track, add } = begin(3);
  add(clip(0, 1.5), clip(1, 2), clip(2, 1));
  const [a, b, c] = track.playing;
  close(b?.at, (a?.at ?? 0) + 1.5);
  close(c?.at, (b?.at ?? 0) + 2);
});

test("one clip is wanted at a time, in order, and only up to 20 seconds ahead", () => {
  const { wants, add } = begin(10);
  assert.deepEqual(wants(), [0]);
  add(clip(0, 5));
  assert.deepEqual(wants(), [0, 1]);
  add(clip(1, 12));
  add(clip(2, 12));
  assert.deepEqual(wants(), [0, 1, 2], "24 seconds lie ready after the first");
});

test("the next sentence is wanted however long the one is that sounds", () => {
  const { wants, add } = begin(3);
  add(clip(0, 300));
  assert.deepEqual(wants(), [0, 1]);
});

test("the end of a clip moves on and makes room for more", () => {
  const { track, wants, told, add } = begin(4);
  add(clip(0, 5), clip(1, 12), clip(2, 12));
  track.runTo(6);
  assert.deepEqual(told(), [0, 1]);
  assert.deepEqual(wants(), [0, 1, 2, 3]);
});

test("it waits for a clip that is late, then goes on, and finishes after the last", () => {
  const { track, flow, told, add } = begin(2);
  assert.equal(flow(), "waiting");
  add(clip(0, 1));
  assert.equal(flow(), "sounding");
  track.runTo(2);
  assert.equal(flow(), "waiting");
  add(clip(1, 1));
  assert.equal(flow(), "sounding");
  assert.ok((track.playing[0]?.at ?? 0) >= 2, "a late clip is not put into the past");
  track.runTo(4);
  assert.equal(flow(), "finished");
  assert.deepEqual(told(), [0, 1]);
});

test("a jump silences what was on the clock and wants the clip that it lacks", () => {
  const { track, timeline, wants, told, flow, add } = begin(50);
  add(clip(0, 5), clip(1, 5));
  timeline.jump(30);
  assert.equal(track.playing.length, 0);
  assert.equal(flow(), "waiting");
  assert.equal(wants().at(-1), 30);
  assert.equal(told().at(-1), 30);
  add(clip(30, 1));
  assert.equal(track.playing[0]?.clip.sentence, 30);
});

test("going back one sentence sounds at once, from its start", () => {
  const { track, timeline, add } = begin(3);
  add(clip(0, 2), clip(1, 2), clip(2, 2));
  track.runTo(3);
  assert.equal(timeline.place().sentence, 1);
  timeline.jump(0);
  assert.deepEqual(
    track.playing.map((item) => item.clip.sentence),
    [0, 1, 2],
  );
  close(timeline.place().heard, 0);
});

test("the sounds that are held do not grow with the text", () => {
  const { track, timeline, wants, add } = begin(200);
  let most = 0;
  for (let asked = 0; asked < 200; asked++) {
    while (wants().at(-1) !== asked) track.runTo(track.now() + 1);
    add(clip(asked, 3));
    most = Math.max(most, timeline.held());
  }
  assert.ok(most * 3 < 70, `${most * 3} seconds of sound were held`);
});

test("a change of voice lets the sentence end that sounds, and wants all others anew", () => {
  const { track, timeline, wants, add } = begin(4);
  add(clip(0, 5), clip(1, 5), clip(2, 5));
  timeline.change();
  assert.deepEqual(
    track.playing.map((item) => item.clip.sentence),
    [0],
  );
  assert.equal(wants().at(-1), 1);
  timeline.change();
  assert.deepEqual(wants().slice(-2), [1, 1], "an answer in the old voice may be on its way");
});

test("a voice with another sample rate starts when the old one has run out", () => {
  const { track, timeline, add } = begin(2);
  add(clip(0, 2, 100));
  timeline.change();
  add(clip(1, 2, 200));
  assert.equal(track.playing.length, 1);
  assert.deepEqual(track.tuned, [100]);
  track.runTo(3);
  assert.deepEqual(track.tuned, [100, 200]);
  assert.equal(track.playing[0]?.clip.sentence, 1);
});

test("stopping leaves nothing on the clock and nothing held", () => {
  const { track, timeline, add } = begin(2);
  add(clip(0, 2), clip(1, 2));
  timeline.stop();
  assert.equal(track.playing.length, 0);
  assert.equal(timeline.held(), 0);
});

const timed = (sentence: number, seconds: number, ...at: number[]): Clip => ({
  ...clip(sentence, seconds),
  words: at.map((time, word) => ({ word, at: time })),
});

test("each word is told of at its time on the audio clock, sentence after sentence", () => {
  const { track, words, add } = begin(2);
  add(timed(0, 2, 0, 0.5, 1.5), timed(1, 2, 0.1));
  const start = track.playing[0]?.at ?? 0;
  track.runTo(start + 0.4);
  assert.deepEqual(words(), ["0.0"]);
  track.runTo(start + 0.52);
  assert.deepEqual(words(), ["0.0", "0.1"]);
  track.runTo(start + 2.05);
  assert.deepEqual(words(), ["0.0", "0.1", "0.2"]);
  track.runTo(start + 2.1);
  assert.deepEqual(words().at(-1), "1.0");
});

test("after a jump or a stop no word of the former place is told of", () => {
  const { track, timeline, words, add } = begin(3);
  add(timed(0, 2, 0, 1), timed(1, 2, 0.5));
  track.runTo(0.5);
  timeline.jump(1);
  track.runTo(1.2);
  assert.deepEqual(words(), ["0.0", "1.0"]);
  timeline.jump(0);
  timeline.stop();
  track.runTo(9);
  assert.deepEqual(words(), ["0.0", "1.0"]);
});

test("a text that is still being written waits at its end, and goes on with what is added", () => {
  const { track, timeline, wants, flow, add } = begin(0, true);
  assert.deepEqual([wants(), flow()], [[], "waiting"]);
  timeline.extend({ count: 1, open: true });
  assert.deepEqual(wants(), [0]);
  add(clip(0, 1));
  track.runTo(2);
  assert.equal(flow(), "waiting");
  timeline.extend({ count: 1, open: false });
  assert.deepEqual(wants(), [0, 1]);
  add(clip(1, 1));
  track.runTo(5);
  assert.equal(flow(), "finished");
});

test("another speed is heard from the next word on, without a gap and without a word said twice", () => {
  const { track, timeline, wants, words, add } = begin(2);
  add(timed(0, 4, 0, 1, 2, 3), timed(1, 1, 0));
  const start = track.playing[0]?.at ?? 0;
  track.runTo(start + 1.5);
  timeline.change();
  assert.deepEqual(wants().slice(-1), [0], "the sentence that sounds is wanted anew");
  track.runTo(start + 1.6);
  add(timed(0, 2, 0, 0.5, 1, 1.5));
  const [old, renewed] = track.playing;
  close(old?.until, start + 2);
  close(renewed?.at, start + 2);
  close(renewed?.skip, 1);
  track.runTo(start + 2.6);
  assert.deepEqual(words(), ["0.0", "0.1", "0.2", "0.3"]);
  add(timed(1, 1, 0));
  close(track.playing.at(-1)?.at, start + 3);
});

test("what comes after the last word of the sentence is too late: it ends as it was", () => {
  const { track, timeline, add } = begin(2);
  add(timed(0, 4, 0, 1));
  const start = track.playing[0]?.at ?? 0;
  track.runTo(start + 2);
  timeline.change();
  add(timed(0, 2, 0, 0.5));
  assert.equal(track.playing.length, 1);
  assert.equal(track.playing[0]?.until, undefined);
});

test("a voice that does not tell its words changes with the next sentence", () => {
  const { track, timeline, wants, add } = begin(2);
  add(clip(0, 4));
  track.runTo(1);
  timeline.change();
  assert.deepEqual(wants().slice(-1), [1]);
});
