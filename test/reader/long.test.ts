import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isAbort } from "../../src/platform/errors.ts";
import { openReader } from "../../src/speech/reader/reader.ts";
import { inSlices, type Slice } from "../../src/speech/reader/slices.ts";
import { type ReadableText, usualManner, type Utterance } from "../../src/speech/utterance.ts";
import { FakePlayer, fakeVoice, partsOf, readable, toUtterances } from "./fakes.ts";

/** A clock on which making one thing takes `each` milliseconds. */
function slowly<T>(things: readonly T[], each: number) {
  let [now, made] = [0, 0];
  function* make(): Generator<T> {
    for (const thing of things) {
      now += each;
      made++;
      yield thing;
    }
  }
  return { make, now: () => now, made: () => made };
}

async function slicesOf(count: number, each: number): Promise<Slice<number>[]> {
  const { make, now } = slowly(
    Array.from({ length: count }, (_, i) => i),
    each,
  );
  const slices: Slice<number>[] = [];
  for await (const slice of inSlices(make(), undefined, now)) slices.push(slice);
  return slices;
}

test("what is made quickly comes as one slice, the last; nothing comes as an empty one", async () => {
  assert.deepEqual(await slicesOf(3, 1), [{ items: [0, 1, 2], isLast: true }]);
  assert.deepEqual(await slicesOf(0, 1), [{ items: [], isLast: true }]);
});

test("what takes long comes in slices, the first after a moment, and nothing is lost", async () => {
  const slices = await slicesOf(100, 5);
  assert.deepEqual(slices[0], { items: [0, 1, 2], isLast: false });
  assert.equal(slices[1]?.items.length, 24);
  assert.deepEqual(
    slices.flatMap(({ items }) => items),
    Array.from({ length: 100 }, (_, i) => i),
  );
  assert.deepEqual(
    slices.map(({ isLast }) => isLast),
    [false, false, false, false, false, true],
  );
});

test("between two slices the process has time for others, and an abort ends the making", async () => {
  const things = slowly([1, 2, 3], 30);
  const abort = new AbortController();
  const slices = inSlices(things.make(), abort.signal, things.now);
  await slices.next();
  setTimeout(() => abort.abort(), 5);
  await assert.rejects(slices.next(), isAbort);
  assert.equal(things.made(), 1);
});

const lines = Array.from({ length: 60 }, (_, i) => `Line ${i}.`).join("\n");
/** Every utterance takes a whole turn. */
const slow = {
  toUtterances: function* (text: ReadableText): Generator<Utterance> {
    for (const utterance of toUtterances(text)) {
      const until = performance.now() + 16;
      while (performance.now() < until);
      yield utterance;
    }
  },
};

test("a long text is heard from its first sentence on while the others are still being made", async () => {
  const player = new FakePlayer();
  const reader = openReader(partsOf({ player: player.client, ...slow }));
  const states: boolean[] = [];
  reader.onChange((reading) => reading && states.push(reading.open));
  const heard = reader.read({ readable: readable(lines), title: "long.md" });
  await player.until(() => player.opened.length === 1);
  assert.deepEqual([player.opened[0]?.sentences, player.opened[0]?.open], [["Line 0."], true]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(player.controls.length, 0, "the first sentence comes before all else");
  player.want(0);
  await player.until(() => player.clips.length === 1);
  await player.until(() => player.controls.some((one) => one.kind === "more" && !one.open));
  const more = player.controls.flatMap((one) => (one.kind === "more" ? one.sentences : []));
  assert.deepEqual(["Line 0.", ...more], lines.split("\n"));
  assert.ok(player.controls.length > 4, "in several steps");
  assert.deepEqual([reader.current()?.utterances.length, reader.current()?.open], [60, false]);
  assert.equal(states[0], true);
  player.say({ kind: "state", state: "finished" });
  await heard;
  await reader.stop();
});

test("stopping ends the making of sentences", async () => {
  const player = new FakePlayer();
  let made = 0;
  const toUtterancesSlowly = function* (text: ReadableText): Generator<Utterance> {
    for (const utterance of slow.toUtterances(text)) {
      made++;
      yield utterance;
    }
  };
  const reader = openReader(partsOf({ player: player.client, toUtterances: toUtterancesSlowly }));
  const heard = reader.read({ readable: readable(lines), title: "long.md" });
  await player.until(() => player.opened.length === 1);
  player.want(0);
  await player.until(() => player.controls.length === 1);
  await reader.stop();
  await heard;
  const then = made;
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(made <= then + 2 && made < 60, `${made} of 60`);
});

test("a file is written of the whole text, also when that takes long to prepare", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hearth-long-"));
  try {
    const reader = openReader(partsOf({ player: new FakePlayer().client, ...slow }));
    const path = join(folder, "long.wav");
    let of = 0;
    for await (const step of reader.save({ readable: readable(lines), path })) of = step.of;
    assert.equal(of, 60);
    assert.ok((await readFile(path)).length > 44 + 60 * 2);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("the voice is told to get ready before the text is prepared", async () => {
  const player = new FakePlayer();
  const order: string[] = [];
  const voice = fakeVoice();
  const reader = openReader(
    partsOf({
      player: player.client,
      speak: voice.speak,
      prepare: ({ tag }) => void order.push(tag),
      toUtterances: (text) => {
        order.push("text");
        return toUtterances(text);
      },
    }),
  );
  void reader.read({ readable: readable("a"), title: "" }).catch(() => {});
  await player.until(() => player.opened.length === 1);
  assert.deepEqual(order, ["@test/voice", "text"]);
  await reader.stop();
});

test("only the first sentence of what is written bit by bit is kept short", async () => {
  const player = new FakePlayer();
  const openings: (number | undefined)[] = [];
  const reader = openReader(
    partsOf({
      player: player.client,
      voice: () => ({
        tag: "@test/slow",
        voice: "ada",
        speed: 1,
        manner: { ...usualManner, opening: 45 },
      }),
      toUtterances: (text, { opening }) => {
        openings.push(opening);
        return toUtterances(text);
      },
    }),
  );
  async function* written(): AsyncGenerator<string> {
    yield "A first sentence that is long. A second sentence that is long. ";
    yield "A third one, which is the last.";
  }
  void reader.follow({ title: "", text: written }).catch(() => {});
  await player.until(() => player.opened.length === 1);
  player.say({ kind: "state", state: "waiting" });
  await player.until(() => player.controls.some((one) => one.kind === "more" && !one.open));
  assert.deepEqual(openings, [45, Infinity, Infinity]);
  await reader.stop();
});
