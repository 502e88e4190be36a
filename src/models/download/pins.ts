import { createHash } from "node:crypto";
import { join } from "node:path";
import { UserError } from "../../platform/errors.ts";
import { readJson, writeAtomic } from "../../platform/files.ts";
import type { ModelFile } from "../../predictor/manifest.ts";
import { gitDigest, hubFacts, hubUrl } from "../sources/hub.ts";
import type { ModelSettings } from "../settings.ts";
import { toSource, type Source } from "../sources/source.ts";
import { serverUrl } from "../sources/ways.ts";
import { readWhole, type Web } from "../sources/web.ts";
import { hubFailure } from "../sources/webFailure.ts";

/** What the hub told about a file that its manifest leaves open. */
interface Pin {
  readonly bytes: number;
  readonly sha256: string;
  /** The commit that the manifest's branch stood for then. */
  readonly commit?: string;
}

// Git keeps larger files elsewhere, with a SHA-256
const largestInGit = 32e6;

/** True for a file whose manifest leaves size and digest to the hub. */
export const isOpen = ({ sha256 }: ModelFile): boolean => sha256 === "";

/** The files with the size, digest and commit that the hub named at the first install, where the manifest names none. */
export async function withPins(
  folder: string,
  files: readonly ModelFile[],
): Promise<readonly ModelFile[]> {
  if (!files.some(isOpen)) return files;
  const pins = await readPins(folder);
  return files.map((file) => {
    const pin = isOpen(file) ? pins[file.name] : undefined;
    if (!pin) return file;
    const { bytes, sha256, commit } = pin;
    return { ...file, bytes, sha256, sources: commit ? atCommit(file, commit) : file.sources };
  });
}

interface Pinning {
  readonly tag: string;
  /** The model's folder. */
  readonly folder: string;
  readonly files: readonly ModelFile[];
  readonly settings: Pick<ModelSettings, "sources" | "folders" | "hub" | "server" | "offline">;
}

/**
 * Asks about each file that is still open, and keeps the answers: from then on only those bytes will do. A copy of the
 * folder of models, on this machine or on the user's own server, is asked before the hub where the settings name it first.
 * Offline, files that no folder knows stay open.
 * @throws {UserError} when the hub is not to be asked, and nobody else knows
 */
export async function pin(
  { tag, folder, files, settings }: Pinning,
  web: Web,
  signal: AbortSignal,
): Promise<readonly ModelFile[]> {
  const known = await withPins(folder, files);
  const open = known.filter(isOpen);
  if (!open.length) return known;
  const { sources, hub, offline } = settings;
  const told = await pinsOfCopies(tag, settings, { web, signal });
  const pins: Record<string, Pin> = {};
  for (const file of open) {
    const pin = told[file.name];
    if (!pin && offline) continue;
    if (!pin && !sources.includes("hub")) throw nobodyKnows(file);
    pins[file.name] = pin ?? (await pinOf({ file, folder, hub }, web, signal));
  }
  await writeAtomic(
    join(folder, pinsFile),
    JSON.stringify({ ...(await readPins(folder)), ...pins }),
  );
  return withPins(folder, files);
}

type Pins = Partial<Record<string, Pin>>;

interface Asking {
  readonly web: Web;
  readonly signal: AbortSignal;
}

/** What copies of the model's folder were once told, of those that are named before the hub; the first one counts. */
async function pinsOfCopies(
  tag: string,
  { sources, folders, server, offline }: Pinning["settings"],
  asking: Asking,
): Promise<Pins> {
  const found: Pins[] = [];
  const hub = sources.indexOf("hub");
  for (const family of hub < 0 ? sources : sources.slice(0, hub)) {
    if (family === "folder")
      for (const one of folders) found.push(await pinsIn(join(one, ...tag.slice(1).split("/"))));
    if (family === "server" && server && !offline)
      found.push(await pinsAtServer(serverUrl(server, tag, pinsFile), tag, asking));
  }
  return Object.assign({}, ...found.toReversed()) as Pins;
}

async function pinsIn(folder: string): Promise<Pins> {
  return onlyPins(await readPins(folder).catch(() => ({})));
}

async function pinsAtServer(url: URL, tag: string, { web, signal }: Asking): Promise<Pins> {
  try {
    const bytes = await readWhole({ url, why: `digests of ${tag}`, most: 1 << 16 }, web, signal);
    return onlyPins(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    // the hub may know; if nobody does, that is said
    signal.throwIfAborted();
    return {};
  }
}

/** What is no pin, in a file that anybody may have written, counts for nothing. */
const onlyPins = (found: unknown): Pins =>
  Object.fromEntries(Object.entries(found ?? {}).filter(([, one]) => isPin(one))) as Pins;

const isPin = (value: unknown): value is Pin => {
  const { bytes, sha256 } = (value ?? {}) as Partial<Pin>;
  return Number.isSafeInteger(bytes) && Number(bytes) > 0 && /^[0-9a-f]{64}$/.test(sha256 ?? "");
};

const nobodyKnows = ({ name }: ModelFile): UserError =>
  new UserError(
    `Size and digest of ${name} are known at the hub, which hearth.models.sources leaves out. Add "hub" there, or put ` +
      `the whole folder of the model, with its ${pinsFile}, on the server that hearth.models.server names.`,
  );

/** A small file has only Git's digest at the hub: it is fetched at once, held against that, and placed. */
async function pinOf(
  { file, folder, hub }: { file: ModelFile; folder: string; hub: string },
  web: Web,
  signal: AbortSignal,
): Promise<Pin> {
  const url = hubUrl(hub, hubSource(file));
  const why = `size and digest of ${file.name}`;
  const { digest, commit, bytes } = await hubFacts({ url, why }, web, signal).catch(
    hubFailure(url),
  );
  const at = commit !== undefined && { commit };
  if (digest.kind === "sha256") return { bytes, sha256: digest.hex, ...at };
  const content = await readWhole({ url, why: file.name, most: largestInGit }, web, signal).catch(
    hubFailure(url),
  );
  if (gitDigest(content) !== digest.hex)
    throw new UserError(
      `${url.host} sent other bytes of ${file.name} than it promised. Try again.`,
    );
  await writeAtomic(join(folder, file.name), content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { bytes: content.length, sha256, ...at };
}

function hubSource({ name, sources }: ModelFile): Extract<Source, { kind: "hub" }> {
  const source = sources
    .flat()
    .map(toSource)
    .find(({ kind }) => kind === "hub");
  if (source?.kind === "hub") return source;
  // checkManifest lets no file be open that has no source at the hub
  throw new Error(`${name} has neither a digest nor a source at the hub.`);
}

/** The same sources, those at the hub at one commit: a branch may move on between two files. */
const atCommit = ({ sources }: ModelFile, commit: string): ModelFile["sources"] =>
  sources.map((way) =>
    typeof way === "string" ? way.replace(/^(hf:[^@]+)@[^/]+/, `$1@${commit}`) : way,
  );

const pinsFile = ".pins.json";

const readPins = async (folder: string): Promise<Record<string, Pin>> =>
  ((await readJson(join(folder, pinsFile))) ?? {}) as Record<string, Pin>;
