import { existsSync } from "node:fs";
import { join } from "node:path";
import { isAbort, isUserError, messageOf, UserError } from "../../platform/errors.ts";
import type { ModelFile } from "../../predictor/manifest.ts";
import { Interrupted, OutOfRange } from "./body.ts";
import type { Fetching } from "./fetching.ts";
import { placeLinked } from "./link.ts";
import { isDiskFull } from "./disk.ts";
import { openPart, type Origin, type Part } from "./part.ts";
import { fetchPiece, WrongContent } from "./transfer.ts";
import type { Source } from "../sources/source.ts";
import type { Way } from "../sources/ways.ts";

/**
 * Obtains one file: tries the ways in order, each from where an earlier try stopped. The file appears under its
 * name only when its bytes and digest are right.
 * @throws {UserError} naming every way and why it failed; what was fetched is kept
 */
export async function fetchFile(fetching: Fetching, signal: AbortSignal): Promise<void> {
  const { file, folder, ways } = fetching;
  const part = await openPart(join(folder, file.name), signal);
  const failures: string[] = [];
  try {
    if (await placeIfWhole(part, file)) return;
    if (part.size >= file.bytes) await part.cut(0);
    for (const way of ways) {
      try {
        if (await linked(way, part, { fetching, signal })) return;
        await follow(way, part, { fetching, signal });
        return;
      } catch (error) {
        if (isAbort(error) || isDiskFull(error) || !isExpected(error)) throw error;
        failures.push(`${way.label}: ${messageOf(error)}`);
      }
    }
  } finally {
    await part.close();
  }
  throw nothingWorked(fetching, failures);
}

interface Task {
  readonly fetching: Fetching;
  readonly signal: AbortSignal;
}

/** A file of this machine needs no second copy, where its disk allows that. */
async function linked(way: Way, part: Part, { fetching, signal }: Task): Promise<boolean> {
  const { file, folder, tell } = fetching;
  const [source, ...more] = way.pieces;
  if (source?.kind !== "file" || more.length || !existsSync(source.path)) return false;
  const target = join(folder, file.name);
  const outcome = await placeLinked(
    { from: source.path, target, file },
    (done) => tell(done, way.label),
    signal,
  );
  if (outcome === "other") throw new WrongContent(otherFile);
  if (outcome === "placed") await part.cut(0);
  return outcome === "placed";
}

const otherFile = "its SHA-256 is not the manifest's: it is damaged, or another version";

/**
 * A wrong digest may be the fault of older bytes, or of several connections that were given different versions: then
 * one more try, from the start and over one connection.
 */
async function follow(way: Way, part: Part, task: Task): Promise<void> {
  const older = part.spans.length > 0;
  for (let alone = false; ; alone = true) {
    const mixed = { is: older };
    try {
      await fetchPieces(way, part, { ...task, alone, mixed });
      return;
    } catch (error) {
      if (!(error instanceof WrongContent)) throw error;
      await part.cut(0);
      if (alone || !mixed.is) throw error;
    }
  }
}

async function fetchPieces(
  way: Way,
  part: Part,
  task: Task & { readonly alone: boolean; readonly mixed: { is: boolean } },
): Promise<void> {
  const { file } = task.fetching;
  const known = part.origin?.source === way.name ? part.origin : undefined;
  // bytes of another source are good for one in a single piece: the digest will tell
  if (!known && way.pieces.length > 1) await part.cut(0);
  let origin: Origin = known ?? { source: way.name, starts: [0] };
  for (let index = origin.starts.length - 1; index < way.pieces.length; index++) {
    const start = origin.starts[index] ?? 0;
    const last = index === way.pieces.length - 1;
    await part.remember(origin);
    const source = way.pieces[index] as Source;
    await fetchPiece({ way, source, start, last, origin, part, ...task });
    if (!last) origin = { source: way.name, starts: [...origin.starts, part.size] };
  }
  if (await placeIfWhole(part, file)) return;
  throw new WrongContent(
    part.size === file.bytes
      ? otherFile
      : `it has ${part.size} bytes, the manifest says ${file.bytes}`,
  );
}

/** Gives a file that is complete and right its name. */
async function placeIfWhole(part: Part, { bytes, sha256 }: ModelFile): Promise<boolean> {
  if (part.size !== bytes || (await part.digest()) !== sha256) return false;
  await part.place();
  return true;
}

const isExpected = (error: unknown): boolean =>
  isUserError(error) || error instanceof Interrupted || error instanceof OutOfRange;

function nothingWorked({ file, title, ways }: Fetching, told: readonly string[]): UserError {
  if (!ways.length)
    return new UserError(
      `No source of ${file.name} of ${title} is allowed by hearth.models.sources. Add "package" or "hub" there, ` +
        "name a server in hearth.models.server, or add a folder that holds the file to hearth.models.localFolders.",
    );
  // two revisions of one repository fail alike
  const failures = [...new Set(told)];
  const tried = failures.length > 1 ? "Tried in this order: " : "";
  return new UserError(
    `${file.name} of ${title} could not be obtained. ${tried}${failures.join("; ")}. ` +
      "Try again later (what was fetched is kept), or name a folder that holds the file in hearth.models.localFolders.",
  );
}
