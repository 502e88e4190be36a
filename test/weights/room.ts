import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "node:test";
import type { InstallProgress, Models } from "../../src/models/models.ts";
import { openModels, type ModelsOptions } from "../../src/models/open.ts";
import { defaultSettings, type ModelSettings } from "../../src/models/settings.ts";
import type { Request } from "../../src/models/sources/web.ts";
import { silent } from "../../src/platform/log.ts";
import { collect } from "../../src/platform/stream.ts";
import type { Manifest, ModelFile } from "../../src/predictor/manifest.ts";
import { type FileServer, startFileServer } from "../fakes/fileServer.ts";

/** A folder of models of its own, and everything that left the machine. */
export interface Room {
  readonly root: string;
  readonly models: Models;
  readonly requests: readonly Request[];
  settings: ModelSettings;
  /** Installs a model to its end; resolves to what it told on the way. */
  install(manifest: Manifest): Promise<InstallProgress[]>;
  /** The bytes of an installed model's one file, "model.bin". */
  whole(manifest: Manifest): Uint8Array;
  /** A second one over the same folder, as another window has it. */
  again(): Models;
  close(): Promise<void>;
}

type Extra = Partial<
  Pick<ModelsOptions, "userFolders" | "pauses" | "patience" | "freeBytes" | "parallel">
>;

export async function openRoom(extra: Extra = {}): Promise<Room> {
  const root = mkdtempSync(join(tmpdir(), "hearth-weights-"));
  const manifests = join(root, "manifests");
  await mkdir(manifests);
  const requests: Request[] = [];
  const again = (): Models =>
    openModels({
      folder: join(root, "models"),
      manifests,
      settings: () => room.settings,
      log: silent,
      onRequest: (request) => requests.push(request),
      pauses: [1, 1, 1],
      ...extra,
    });
  const room: Room = {
    root,
    models: again(),
    requests,
    install: (manifest) => collect(room.models.install(manifest)),
    whole: (manifest) =>
      new Uint8Array(readFileSync(join(room.models.folder(manifest), "model.bin"))),
    settings: { ...defaultSettings({}), sources: ["folder", "package", "hub"] },
    again,
    close: () => rm(root, { recursive: true, force: true }),
  };
  return room;
}

/** Opens a server of files and a room before each test, gives them to `take`, and closes them after it. */
export function openEach(
  take: (opened: { readonly server: FileServer; readonly room: Room }) => void,
  extra: Extra = {},
): void {
  let close = async (): Promise<void> => {};
  beforeEach(async () => {
    const server = await startFileServer();
    const room = await openRoom(extra);
    close = async () => {
      await server.close();
      await room.close();
    };
    take({ server, room });
  });
  afterEach(() => close());
}

/** `length` bytes that compress badly and differ by `seed`; the same in every run. */
export function noise(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export const sha256 = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

export function fileOf(
  bytes: Uint8Array,
  sources: ModelFile["sources"],
  name = "model.bin",
): ModelFile {
  return { name, bytes: bytes.length, sha256: sha256(bytes), sources };
}

export function manifestOf(...files: readonly ModelFile[]): Manifest {
  return {
    tag: "@test/model",
    kind: "chat",
    engine: "llama",
    title: "Test model",
    description: "For tests.",
    licence: { id: "MIT" },
    languages: ["en"],
    files,
    memory: 0,
    options: {},
  };
}

/** Everything in the model's folder, sorted. */
export async function filesIn(models: Models, manifest: Manifest): Promise<string[]> {
  const names: string[] = await readdir(models.folder(manifest), { recursive: true }).catch(
    () => [],
  );
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}

/** Writes a file of the model's folder as an earlier, unfinished run left it. */
export async function leave(
  models: Models,
  manifest: Manifest,
  files: Record<string, Uint8Array | string>,
): Promise<void> {
  await mkdir(models.folder(manifest), { recursive: true });
  for (const [name, data] of Object.entries(files))
    await writeFile(join(models.folder(manifest), name), data);
}
