import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../platform/errors.ts";
import { Emitter } from "../platform/event.ts";
import { hasCode } from "../platform/files.ts";
import type { Log } from "../platform/log.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { addedFolder, removeAdded, writeAdded } from "./adding/added.ts";
import {
  bundledEntries,
  inWords,
  userEntries,
  withoutClashes,
  wrongManifest,
  type Entry,
} from "./catalogue.ts";
import type { Parallel } from "./download/ahead.ts";
import { freeBytes } from "./download/disk.ts";
import { openDownloads } from "./download/downloads.ts";
import { lockOf, onDisk } from "./download/install.ts";
import { isHeld } from "./download/lock.ts";
import type { InstallState, Models } from "./models.ts";
import { isOpen, withPins } from "./download/pins.ts";
import { bytesBelow } from "./bytesBelow.ts";
import type { ModelSettings } from "./settings.ts";
import { printOf, verified } from "./download/stamp.ts";
import type { Request } from "./sources/web.ts";

export interface ModelsOptions {
  /** Absolute folder of all models: one folder each, by tag. */
  readonly folder: string;
  /** Absolute folder with the bundled manifests, `<engine>/<model>.json`. */
  readonly manifests: string;
  /** Absolute folders with predictors that the user wrote. */
  readonly userFolders?: () => readonly string[];
  /** Absolute folder of the manifests that `add` writes. */
  readonly added?: string;
  readonly settings: () => ModelSettings;
  readonly log: Log;
  /** The way out of this machine; left out: the editor's. */
  readonly fetch?: typeof fetch;
  /** Hears of every request that left this machine, when it has ended. */
  readonly onRequest?: (request: Request) => void;
  /** Milliseconds before each further try of a transfer that broke off; as many tries as there are pauses. */
  readonly pauses?: readonly number[];
  /** Milliseconds without a byte after which a transfer counts as broken. */
  readonly patience?: number;
  /** When a file is fetched over several connections. */
  readonly parallel?: Parallel;
  /** Free bytes at a folder. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Opens the models in a folder. Nothing is read or fetched before it is asked for. */
export function openModels(options: ModelsOptions): Models {
  const { log, settings } = options;
  const changed = new Emitter<{ readonly tag: string }>();
  const added = options.added ?? join(options.folder, ".added");
  const modules = new Map<string, string>();
  const whole = new Set<string>();
  let bundled: Promise<readonly Entry[]> | undefined;

  async function entries(): Promise<readonly Entry[]> {
    const all = withoutClashes([
      ...(await (bundled ??= bundledEntries(options.manifests))),
      ...(await userEntries([...(options.userFolders?.() ?? []), added])),
    ]);
    modules.clear();
    for (const entry of all)
      if ("module" in entry && entry.module) modules.set(entry.manifest.tag, entry.module);
    return all;
  }

  const folder = ({ tag }: Pick<Manifest, "tag">): string =>
    join(options.folder, ...tag.slice(1).split("/"));
  const cacheFolder = (manifest: Manifest): string => join(folder(manifest), ".cache");

  /** Who shows a model as ready hears when a look finds that it is not any more. */
  async function state(...asked: Parameters<typeof lookAt>): Promise<InstallState> {
    const [{ tag }] = asked;
    const found = await lookAt(...asked);
    if (found.kind === "installed") whole.add(tag);
    else if (whole.delete(tag) && found.kind === "partial" && found.damaged) changed.fire({ tag });
    return found;
  }

  async function lookAt(
    manifest: Manifest,
    look?: Parameters<typeof verified>[2],
  ): Promise<InstallState> {
    const files = await withPins(folder(manifest), manifest.files);
    const known = await onDisk(folder(manifest), files);
    const open = files.filter(isOpen);
    const bytes = open.reduce((sum, { about = 0 }) => sum + about, known.bytes);
    const about = open.length > 0 && { about: true };
    const placed = await verified(folder(manifest), files, look);
    const damaged = files.flatMap(({ name }) => (placed.get(name) === "damaged" ? [name] : []));
    if (!known.done && !damaged.length && files.length) return { kind: "absent", bytes, ...about };
    if (files.every((file) => !isOpen(file) && placed.get(file.name) === "whole")) {
      const prepared = await bytesBelow(cacheFolder(manifest));
      return { kind: "installed", bytes, ...(prepared > 0 && { prepared }) };
    }
    const done = Math.min(known.done, bytes - 1);
    return { kind: "partial", done, bytes, ...about, ...(damaged.length > 0 && { damaged }) };
  }

  const downloads = openDownloads({
    how: (manifest) => ({
      folder: folder(manifest),
      root: options.folder,
      settings: settings(),
      web: {
        onRequest: options.onRequest ?? (() => {}),
        patience: options.patience ?? 60_000,
        offline: () => settings().offline,
        ...(options.fetch && { fetch: options.fetch }),
      },
      freeBytes: options.freeBytes ?? freeBytes,
      pauses: options.pauses ?? [500, 2_000, 5_000, 10_000],
      ...(options.parallel && { parallel: options.parallel }),
    }),
    installed: (tag) => changed.fire({ tag }),
    log,
  });

  async function remove(manifest: Manifest): Promise<void> {
    await downloads.stop(manifest.tag);
    if (await isHeld(lockOf(folder(manifest))))
      throw new UserError(
        `Another window of Hearth is fetching ${manifest.title}. Stop that first, then remove it.`,
      );
    await removeFolder(folder(manifest), manifest.title);
    await removeAdded(added, manifest.tag);
    changed.fire({ tag: manifest.tag });
  }

  return {
    list: async () => {
      const found = await entries();
      return found.flatMap((entry) => {
        if ("manifest" in entry) return [entry.manifest];
        log.warn(inWords(entry));
        return [];
      });
    },
    find: async (tag) => {
      const found = await entries();
      const good = found.find((entry) => "manifest" in entry && entry.manifest.tag === tag);
      if (good && "manifest" in good) return good.manifest;
      const wrong = found.find((entry) => "problems" in entry && entry.tag === tag);
      if (wrong && "problems" in wrong) throw wrongManifest(wrong);
      return undefined;
    },
    state: (manifest) => state(manifest),
    recheck: (manifest, signal) => state(manifest, { anew: true, ...(signal && { signal }) }),
    identity: (tag) => `${tag} ${printOf(folder({ tag }))}`.trimEnd(),
    install: downloads.follow,
    remove,
    add: async (manifest) => {
      await writeAdded(added, manifest);
      changed.fire({ tag: manifest.tag });
    },
    isAdded: (tag) => existsSync(addedFolder(added, tag)),
    folder,
    cacheFolder,
    module: ({ tag }) => modules.get(tag),
    stop: downloads.stop,
    onChange: changed.event,
    onInstall: downloads.onInstall,
  };
}

async function removeFolder(path: string, title: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (!["EBUSY", "EPERM", "ENOTEMPTY"].some((code) => hasCode(error, code))) throw error;
    throw new UserError(`${title} is in use. Unload it, then remove it again.`);
  }
}
