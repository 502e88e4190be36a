import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../predictor/manifest.ts";
import { onDisk, type Models } from "./models.ts";

/** A model that could go. */
export interface Spare {
  readonly manifest: Manifest;
  readonly bytes: number;
  /** When its files were read last, milliseconds since 1970; most disks note that once a day at most. */
  readonly used: number;
}

/** What stands against a further model. */
export interface Crowded {
  /** Bytes that all models have now. */
  readonly taken: number;
  /** Bytes that must go, so that with the new one they keep to the quota. */
  readonly over: number;
  /** Those that could go, the one that was not used for longest first. */
  readonly spares: readonly Spare[];
}

/** Undefined while the quota has room for `wanted`. `keeps`: models that must stay. A quota of 0 is none. */
export async function crowded(
  models: Models,
  wanted: Manifest,
  { quota, keeps }: { readonly quota: number; readonly keeps: (manifest: Manifest) => boolean },
): Promise<Crowded | undefined> {
  if (quota <= 0) return undefined;
  let taken = 0;
  const spares: Spare[] = [];
  for (const manifest of await models.list()) {
    const bytes = onDisk(await models.state(manifest));
    if (!bytes || manifest.tag === wanted.tag) continue;
    taken += bytes;
    if (!keeps(manifest))
      spares.push({ manifest, bytes, used: await lastUse(models.folder(manifest), manifest) });
  }
  const over = taken + (await models.state(wanted)).bytes - quota;
  if (over <= 0) return undefined;
  return { taken, over, spares: spares.toSorted((a, b) => a.used - b.used) };
}

/** As many of the first as free so much. */
export function enough(spares: readonly Spare[], bytes: number): readonly Spare[] {
  let freed = 0;
  return spares.filter((spare) => {
    if (freed >= bytes) return false;
    freed += spare.bytes;
    return true;
  });
}

async function lastUse(folder: string, { files }: Manifest): Promise<number> {
  const times = files.map(({ name }) =>
    stat(join(folder, name)).then(
      ({ atimeMs }) => atimeMs,
      () => 0,
    ),
  );
  return Math.max(0, ...(await Promise.all(times)));
}
