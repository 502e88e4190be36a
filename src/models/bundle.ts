import { copyFile, mkdir } from "node:fs/promises";
import { constants } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, UserError } from "../platform/errors.ts";
import { readJson, writeAtomic } from "../platform/files.ts";
import type { Manifest, ModelFile } from "../predictor/manifest.ts";
import { checkManifest, toManifest } from "./checkManifest.ts";
import type { Models } from "./models.ts";
import { withPins } from "./download/pins.ts";
import { sha256 } from "./download/part.ts";

/** What a bundle's `hearth-models.json` says. */
interface Contents {
  readonly format: 1;
  /** With bytes and digest of every file, also where the hub told them. */
  readonly models: readonly Manifest[];
}

/** What happens to a bundle: bytes of all its models that are there, then each model when it is done. */
export type BundleStep =
  | {
      readonly kind: "moving";
      readonly title: string;
      readonly done: number;
      readonly bytes: number;
    }
  | ({ readonly kind: "done" } & Bundled);

/** One model of a bundle. */
export interface Bundled {
  readonly tag: string;
  readonly title: string;
  readonly bytes: number;
}

const contentsFile = "hearth-models.json";

/**
 * Copies models that are here into a folder, for machines without any network: their files by their digest, and a list
 * of what they are. A folder that already holds a bundle gets them added.
 * @throws {UserError} when one of them is not on this machine
 */
export async function* exportModels(
  models: Models,
  { folder, tags }: { readonly folder: string; readonly tags: readonly string[] },
  signal: AbortSignal,
): AsyncGenerator<BundleStep> {
  const chosen: Manifest[] = [];
  for (const tag of tags) chosen.push(await present(models, tag));
  let done = 0;
  const bytes = sum(chosen.flatMap(({ files }) => files));
  const before = await contentsOf(folder).catch(() => undefined);
  const listed = new Map((before?.models ?? []).map((manifest) => [manifest.tag, manifest]));
  for (const manifest of chosen) {
    const from = models.folder(manifest);
    const files = await withPins(from, manifest.files);
    for (const file of files) {
      signal.throwIfAborted();
      yield { kind: "moving", title: manifest.title, done, bytes };
      await place({ from: join(from, file.name), to: join(folder, fileOf(file)), file }, signal);
      done += file.bytes;
    }
    listed.set(manifest.tag, { ...manifest, files });
    const contents: Contents = { format: 1, models: [...listed.values()] };
    await writeAtomic(join(folder, contentsFile), `${JSON.stringify(contents, undefined, 2)}\n`);
    yield toBundled({ ...manifest, files });
  }
}

/**
 * Installs every model of a bundle: each file is verified by its digest while it is copied. A model that this Hearth
 * does not know is added to the list, unless it brings a module of its own.
 * @throws {UserError} when the folder holds no bundle, or a file is missing or damaged
 */
export async function* importModels(
  models: Models,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<BundleStep> {
  const all = (await contentsOf(folder)).models;
  const bytes = sum(all.flatMap(({ files }) => files));
  let before = 0;
  for (const listed of all) {
    const known = await models.find(listed.tag);
    if (!known && listed.engine.startsWith("./")) continue;
    const files = listed.files.map((file) => ({
      ...file,
      sources: [pathToFileURL(join(folder, fileOf(file))).href, ...file.sources],
    }));
    if (!known) await models.add(listed);
    for await (const { done } of models.install({ ...listed, files }, signal))
      yield { kind: "moving", title: listed.title, done: before + done, bytes };
    before += sum(files);
    yield toBundled(listed);
  }
}

const toBundled = ({ tag, title, files }: Manifest): BundleStep => ({
  ...{ kind: "done", tag, title, bytes: sum(files) },
});

const sum = (files: readonly ModelFile[]): number =>
  files.reduce((total, { bytes }) => total + bytes, 0);

/** Two models that share a file share it in the bundle too. */
const fileOf = ({ sha256: digest }: ModelFile): string => join("files", digest);

async function present(models: Models, tag: string): Promise<Manifest> {
  const manifest = await models.find(tag);
  if (!manifest) throw new UserError(`There is no model ${tag}. \`hearth models\` lists them.`);
  if ((await models.state(manifest)).kind === "installed") return manifest;
  throw new UserError(`${manifest.title} is not on this machine. Download it first.`);
}

async function place(
  { from, to, file }: { readonly from: string; readonly to: string; readonly file: ModelFile },
  signal: AbortSignal,
): Promise<void> {
  if ((await sha256(to, signal).catch(() => "")) === file.sha256) return;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  if ((await sha256(to, signal)) === file.sha256) return;
  throw new UserError(`${to} was not written as it should be. Check the disk, and export again.`);
}

async function contentsOf(folder: string): Promise<Contents> {
  const path = join(folder, contentsFile);
  const raw = await readJson(path).catch((error: unknown) => {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}. Export the bundle again.`);
  });
  if (raw === undefined)
    throw new UserError(
      `${folder} holds no models: there is no ${contentsFile} in it. Make one with \`hearth models export\`.`,
    );
  const { format, models } = raw as { readonly format?: unknown; readonly models?: unknown };
  if (format !== 1 || !Array.isArray(models))
    throw new UserError(`${path} is of a newer Hearth. Update this one, then import again.`);
  const problems = models.flatMap(checkManifest);
  if (problems.length)
    throw new UserError(`${path} is damaged: ${problems.join("; ")}. Export the bundle again.`);
  return { format, models: models.map(toManifest) };
}
