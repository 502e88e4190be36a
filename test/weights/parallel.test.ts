import assert from "node:assert/strict";
import { test } from "node:test";
import { Claims } from "../../src/models/download/ahead.ts";
import { firstHole, withSpan, type Span } from "../../src/models/download/spans.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Behaviour, FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, manifestOf, noise, openEach, openRoom, type Room } from "./room.ts";

const content = noise(3_000_000);
const other = noise(3_000_000, 2);
const accepts = { "accept-ranges": "bytes" };
let server: FileServer;
let room: Room;

openEach((opened) => ({ server, room } = opened), {
  patience: 10_000,
  parallel: { connections: 4, from: 1_000_000, block: 500_000 },
});

function served(behaviour: Behaviour, bytes = content): Manifest {
  server.serve("/file", bytes, { headers: accepts, ...behaviour });
  return manifestOf(fileOf(content, [`${server.url}/file`]));
}
const ranges = (): string[] => server.asked.map(({ range = "all" }) => range);
const slow = { pieces: 5, pause: 20 };

test("a large file comes over four connections, each block once, and its digest is right", async () => {
  const manifest = served({ slowly: slow });
  const progress = await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(ranges().toSorted(), [
    "all",
    ...[5, 10, 15, 20, 25].map((at) => `bytes=${at}00000-${at === 25 ? "" : `${at + 4}99999`}`),
  ].toSorted()); // prettier-ignore
  assert.deepEqual(await filesIn(room.models, manifest), [".verified.json", "model.bin"]);
  const done = progress.map((one) => one.done);
  assert.deepEqual(done.toSorted((a, b) => a - b), done); // prettier-ignore
  assert.equal(done.at(-1), content.length);
});

test("the others fetch while the first connection hangs, and what came is counted", async () => {
  const manifest = served({ holdAt: 100_000 });
  for await (const { done } of room.models.install(manifest)) if (done === 2_600_000) break;
  assert.deepEqual(await room.models.state(manifest), {
    kind: "partial",
    done: 2_600_000,
    bytes: content.length,
  });
  const before = ranges().length;
  server.serve("/file", content, { headers: accepts });
  await room.install(manifest);
  assert.deepEqual(ranges().slice(before), ["bytes=100000-499999"]);
  assert.deepEqual(room.whole(manifest), content);
});

test("a small file, or a server that says nothing of ranges, gets one connection", async () => {
  const manifest = served({ headers: {}, slowly: slow });
  await room.install(manifest);
  assert.deepEqual(ranges(), ["all"]);
  await room.models.remove(manifest);
  const small = content.subarray(0, 900_000);
  server.serve("/small", small, { headers: accepts, slowly: slow });
  await room.install(manifestOf(fileOf(small, [`${server.url}/small`])));
  assert.deepEqual(ranges(), ["all", "all"]);
});

test("a server that claims to give ranges and sends everything is read over one connection", async () => {
  const manifest = served({ ignoreRange: true, slowly: slow });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  // the three others ask once, the first once more
  assert.ok(ranges().length <= 5, ranges().join());
});

test("a server that serves one at a time is left with one", async () => {
  const manifest = served({ most: 1, slowly: slow });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
});

test("connections that break are replaced by the first one", async () => {
  const manifest = served({ dieAt: 1_700_000, deaths: 3, slowly: slow });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
});

test("ranges of another version are noticed by their tag, or by the digest and fetched once more over one connection", async () => {
  const weak = served({ ranged: other, etag: 'W/"1"', slowly: slow });
  // the second try asks for the whole file, which is the right one
  await room.install(weak);
  assert.deepEqual(room.whole(weak), content);
  assert.equal(ranges().filter((range) => range === "all").length, 2);
});

test("a wrong file that names its version is not fetched twice to make sure", async () => {
  const manifest = served({ slowly: slow }, other);
  await assert.rejects(room.install(manifest), /SHA-256/);
  assert.equal(ranges().filter((range) => range === "all").length, 1);
  assert.deepEqual(await filesIn(room.models, manifest), []);
});

test("the last bytes are not waited for when another connection sits on them", async () => {
  await room.close();
  // a block for each, so that the last one is not the first connection's
  const parallel = { connections: 4, from: 1_000_000, block: 750_000 };
  room = await openRoom({ patience: 10_000, parallel });
  const manifest = served({ holdAt: 2_900_000 });
  const start = performance.now();
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.ok(performance.now() - start < 6_000);
});

test("the first connection does not leave while another has something before the end", async () => {
  await room.close();
  const parallel = { connections: 2, from: 1_000_000, block: 1_000_000 };
  room = await openRoom({ patience: 10_000, parallel });
  const manifest = served({ holdAt: 1_500_000 });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
});

test("every piece has its request in the list of what left the machine", async () => {
  const manifest = served({ slowly: slow });
  await room.install(manifest);
  assert.equal(room.requests.length, server.asked.length);
  const received = room.requests.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(received >= content.length, String(received));
});

test("what is missing is found whatever was there before", () => {
  const spans = [[10, 20], [40, 50], [20, 25]].reduce<readonly Span[]>((all, one) => withSpan(all, one as unknown as Span), []); // prettier-ignore
  assert.deepEqual(spans, [[10, 25], [40, 50]]); // prettier-ignore
  assert.deepEqual(firstHole(spans, { length: 60 }), [0, 10]);
  assert.deepEqual(firstHole([[0, 30], [25, 40], ...spans], { length: 60, most: 4 }), [50, 54]); // prettier-ignore
  assert.equal(firstHole([[0, 60]], { length: 60 }), undefined);
});

test("no two claims overlap, and together they are the whole file", () => {
  const claims = new Claims(1_000, { most: 300, present: () => [[100, 200]] });
  const taken = [claims.take(), claims.take(), claims.take(), claims.take()];
  assert.deepEqual(
    taken.map((claim) => claim && [claim.at, claim.end]),
    [[0, 100], [200, 500], [500, 800], [800, 1_000]], // prettier-ignore
  );
  assert.equal(claims.take(), undefined);
  const half = claims.split(100);
  assert.deepEqual([taken[1]?.end, half?.at, half?.end], [350, 350, 500]);
});
