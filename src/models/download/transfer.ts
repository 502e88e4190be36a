import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../platform/errors.ts";
import { isWeb, type Source } from "../sources/source.ts";
import type { Way } from "../sources/ways.ts";
import { blockOf, Claims, crumb, openAhead, type Ahead, type Claim } from "./ahead.ts";
import { Interrupted, OutOfRange, type Body } from "./body.ts";
import type { Fetching } from "./fetching.ts";
import type { Origin, Part } from "./part.ts";
import { openPiece } from "./piece.ts";
import { bytesIn } from "./spans.ts";

/** Other bytes than the manifest promises. */
export class WrongContent extends UserError {}

/** One piece of a file, and where it goes. */
export interface PieceTask {
  readonly way: Way;
  readonly source: Source;
  /** Offset of the piece in the file. */
  readonly start: number;
  readonly last: boolean;
  readonly origin: Origin;
  readonly part: Part;
  readonly fetching: Fetching;
  /** Over one connection. */
  readonly alone: boolean;
  /** Becomes true when bytes came by several requests without a promise that they are of one version. */
  readonly mixed: { is: boolean };
  readonly signal: AbortSignal;
}

interface Line extends PieceTask {
  readonly claims: Claims;
  readonly ahead: Ahead;
}

/** Milliseconds that the others have for their last bytes before the first connection fetches those itself. */
const lastWait = 2_000;

/** Obtains one piece from where it stopped, trying again what broke off. @throws what no further try may mend */
export async function fetchPiece(task: PieceTask): Promise<void> {
  const { fetching, part, signal } = task;
  const { file, parallel } = fetching;
  const claims = new Claims(file.bytes, {
    most: blockOf(file.bytes, parallel),
    present: () => part.spans,
  });
  const ahead = openAhead(
    claims,
    {
      helpers: mayHelp(task) ? parallel.connections - 1 : 0,
      fetchClaim: (claim, stop) => fetchAhead(task, claim, stop),
    },
    signal,
  );
  try {
    await persist({ ...task, claims, ahead });
  } finally {
    await ahead.stop();
  }
}

const mayHelp = ({
  fetching: { file, parallel },
  source,
  start,
  last,
  alone,
}: PieceTask): boolean =>
  !alone && isWeb(source) && start === 0 && last && file.bytes >= parallel.from;

async function persist(line: Line): Promise<void> {
  const { start, part, fetching, signal } = line;
  for (let tries = 0; ;) {
    const before = bytesIn(part.spans);
    try {
      while (await transfer(line));
      return;
    } catch (error) {
      if (error instanceof OutOfRange && part.size > start) await startOver(line, start);
      else if (!(error instanceof Interrupted)) throw error;
      // a connection that often breaks is still worth it as long as it brings something
      if (bytesIn(part.spans) - before >= 1 << 20) tries = 0;
      const pause = fetching.pauses[tries++];
      if (pause === undefined) throw error;
      const wait = error instanceof Interrupted ? error.wait : 0;
      await sleep(Math.max(pause, wait), undefined, { signal });
    }
  }
}

async function startOver({ part, ahead }: Line, from: number): Promise<void> {
  await ahead.stop();
  await part.cut(from);
}

/** One request of the first connection. False when there is nothing left to ask for. */
async function transfer(line: Line): Promise<boolean> {
  const { claims, ahead, fetching, signal } = line;
  const claim =
    claims.take(ahead.state === "running" ? undefined : fetching.file.bytes) ?? claims.split(crumb);
  if (claim) {
    try {
      return await fetchFirst(line, claim);
    } finally {
      claims.drop(claim);
    }
  }
  if (ahead.state !== "running") return false;
  await Promise.race([ahead.idle(), sleep(lastWait, undefined, { signal, ref: false })]);
  await ahead.stop();
  return true;
}

async function fetchFirst(line: Line, claim: Claim): Promise<boolean> {
  const { source, start, last, origin, part, claims, ahead, fetching, signal } = line;
  const { bytes } = fetching.file;
  const body = await open(line, claim, signal);
  const at = start + body.start;
  if (at !== claim.at) {
    await startOver(line, at);
    [claim.at, claim.end] = [at, bytes];
  }
  await part.remember({ ...origin, etag: body.etag });
  // room for others to begin behind it
  if (body.ranges && mayHelp(line) && ahead.state !== "stopped") {
    claims.shorten(claim);
    ahead.start();
  }
  await pour(line, { body, claim }, signal);
  if (claim.at < claim.end && last && isWeb(source))
    throw new Interrupted(`the transfer ended at ${claim.at} of ${bytes} bytes`);
  return last && ahead.state !== "waiting";
}

/** One request beside the first connection; its bytes must be of the same version. */
async function fetchAhead(task: PieceTask, claim: Claim, signal: AbortSignal): Promise<void> {
  const { part } = task;
  const { origin } = part;
  const body = await open(task, claim, signal);
  if (body.start !== claim.at || body.etag !== origin?.etag || !origin) {
    // reading a little and leaving is how a connection is closed
    for await (const _ of body.chunks) break;
    throw new UserError("another version");
  }
  await part.remember(origin);
  await pour(task, { body, claim }, signal);
  await part.remember(origin);
}

function open(task: PieceTask, claim: Claim, signal: AbortSignal): Promise<Body> {
  const { way, source, start, part, mixed, fetching } = task;
  const etag = part.origin?.etag;
  // only a strong tag promises the same bytes (RFC 9110 §8.8.1)
  if (claim.at > start && (!etag || etag.startsWith("W/"))) mixed.is = true;
  const { file, reach, title, tell } = fetching;
  const done = bytesIn(part.spans);
  tell(done, way.label);
  return openPiece(
    {
      source,
      offset: claim.at - start,
      end: claim.end < file.bytes && isWeb(source) ? claim.end - start : undefined,
      etag,
      why: `${file.name} of ${title}`,
      onGrowth: (bytes) => tell(Math.min(file.bytes, done + bytes), way.label),
    },
    reach,
    signal,
  );
}

/** Milliseconds between two notes of what is there, for whoever finds the part after a kill. */
const noteEvery = 1_000;

/** Writes what comes, up to the end of the claim, which others may draw nearer meanwhile. */
async function pour(
  { way, part, fetching }: PieceTask,
  { body, claim }: { readonly body: Body; readonly claim: Claim },
  signal: AbortSignal,
): Promise<void> {
  const { file, tell } = fetching;
  let noted = performance.now();
  for await (const chunk of body.chunks) {
    signal.throwIfAborted();
    const isInner = claim.end < file.bytes;
    const bytes = isInner ? chunk.subarray(0, Math.max(0, claim.end - claim.at)) : chunk;
    if (claim.at + bytes.length > file.bytes)
      throw new WrongContent(`it is longer than the ${file.bytes} bytes of the manifest`);
    await part.write(bytes, claim.at);
    claim.at += bytes.length;
    tell(bytesIn(part.spans), way.label);
    if (part.origin && claim.at > part.size && performance.now() - noted > noteEvery) {
      noted = performance.now();
      await part.remember(part.origin);
    }
    if (isInner && claim.at >= claim.end) return;
  }
}
