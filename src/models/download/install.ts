import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest, ModelFile } from "../../predictor/manifest.ts";
import { UserError } from "../../platform/errors.ts";
import { diskFull, isDiskFull } from "./disk.ts";
import { fetchFile } from "./fetchFile.ts";
import { takeLock } from "./lock.ts";
import type { InstallProgress } from "../models.ts";
import { usualParallel, type Parallel } from "./ahead.ts";
import { bytesOfPart } from "./part.ts";
import { isOpen, pin, withPins } from "./pins.ts";
import { hubAddress, type ModelSettings } from "../settings.ts";
import { stamp, verified } from "./stamp.ts";
import { openRegistries } from "../sources/oci.ts";
import { waysTo } from "../sources/ways.ts";
import type { Web } from "../sources/web.ts";

export interface Installing {
  readonly manifest: Manifest;
  /** The model's folder. */
  readonly folder: string;
  /** The folder of all models. */
  readonly root: string;
  readonly settings: ModelSettings;
  readonly web: Web;
  readonly freeBytes: (folder: string) => Promise<number>;
  /** Milliseconds before each further try of a transfer that broke off. */
  readonly pauses: readonly number[];
  readonly parallel?: Parallel;
  readonly tell: (progress: InstallProgress) => void;
}

/** The lock that every install and removal of the model in `folder` holds. */
export const lockOf = (folder: string): string => join(folder, ".lock");

/** Obtains every missing file of a model. Ends when all are placed. @throws as `Models.install` */
export async function install(installing: Installing, signal: AbortSignal): Promise<void> {
  const { manifest, folder, tell } = installing;
  await mkdir(folder, { recursive: true });
  const onWait = async (): Promise<void> => {
    const { done, bytes } = await onDisk(folder, await withPins(folder, manifest.files));
    tell({ done, bytes, doing: "another Hearth on this machine is fetching it" });
  };
  const lock = await takeLock(lockOf(folder), { onWait }, signal);
  try {
    await fetchMissing(installing, signal);
  } finally {
    await lock.release();
  }
}

async function fetchMissing(installing: Installing, signal: AbortSignal): Promise<void> {
  const { manifest, folder, root, web, settings, tell } = installing;
  const files = await pin(
    { tag: manifest.tag, folder, files: manifest.files, settings },
    web,
    signal,
  );
  if (files.some(isOpen)) throw offline(manifest);
  const placed = await verified(folder, files, { signal });
  const missing = files.filter(({ name }) => placed.get(name) !== "whole");
  const bytes = sum(files);
  let done = bytes - sum(missing);
  if (missing.length) await checkSpace(installing, missing);
  for (const file of missing) {
    const ways = await waysTo({ tag: manifest.tag, file, folder, root }, settings, signal);
    if (!ways.length && settings.offline) throw offline(manifest);
    await orDiskFull({ installing, file }, () =>
      fetchFile(
        {
          ...installing,
          ...{ file, ways, title: manifest.title },
          parallel: installing.parallel ?? usualParallel,
          reach: {
            ...web,
            hub: hubAddress(settings.hub),
            work: join(folder, ".fetch"),
            registries: openRegistries(web),
            toolEnvironment: settings.toolEnvironment ?? {},
          },
          tell: (part, label) =>
            tell({ done: done + part, bytes, doing: `${file.name} from ${label}` }),
        },
        signal,
      ),
    );
    await stamp(folder, file);
    done += file.bytes;
  }
  await rm(join(folder, ".fetch"), { recursive: true, force: true });
  tell({ done: bytes, bytes, doing: "all files are here and verified" });
}

/** Bytes of the model in `folder`: whole files and parts, by their sizes and notes alone. */
export async function onDisk(
  folder: string,
  files: readonly ModelFile[],
): Promise<{ readonly done: number; readonly bytes: number }> {
  const sizes = files.map(async ({ name, bytes }) => {
    const whole = await sizeOf(join(folder, name));
    return whole === bytes ? bytes : Math.min(bytes, await bytesOfPart(join(folder, name)));
  });
  return { done: (await Promise.all(sizes)).reduce((a, b) => a + b, 0), bytes: sum(files) };
}

/** Better refused at once than after an hour. */
async function checkSpace(
  { folder, freeBytes }: Installing,
  missing: readonly ModelFile[],
): Promise<void> {
  const { done, bytes } = await onDisk(folder, missing);
  const free = await freeBytes(folder);
  if (bytes - done > free) throw diskFull({ needed: bytes - done, free, folder });
}

async function orDiskFull(
  { installing, file }: { readonly installing: Installing; readonly file: ModelFile },
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const { folder, freeBytes } = installing;
    const { done, bytes } = await onDisk(folder, [file]);
    throw diskFull({ needed: bytes - done, free: await freeBytes(folder), folder });
  }
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

const sum = (files: readonly ModelFile[]): number =>
  files.reduce((total, { bytes }) => total + bytes, 0);

const offline = ({ title }: Manifest): UserError =>
  new UserError(
    `${title} is not on this machine, and the setting hearth.offline keeps Hearth from fetching it. ` +
      "Turn the setting off, or name a folder that holds the files in hearth.models.localFolders.",
  );
