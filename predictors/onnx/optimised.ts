import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { env, type InferenceSession } from "onnxruntime-node";
import { isAlive } from "../../src/platform/alive.ts";
import { readJson, writeAtomic } from "../../src/platform/files.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import { settings, settingsAsWritten, settingsToWrite, written } from "./session.ts";

/** Raise it when the settings change with which it is written. */
const version = 1;
/** How long each file is: it is written last, so that who finds it finds all. */
const stamp = "made.json";

/** A model, and how a session of it is opened. */
export interface Optimisable<Model extends string | Uint8Array, Session> {
  /** What the model was made of, and how. */
  readonly form: string;
  /** Its bytes, or its file, which goes when it is no longer needed. */
  readonly make: () => Promise<Model>;
  readonly open: (
    model: Model | string,
    settings: InferenceSession.SessionOptions,
  ) => Promise<Session>;
}

/**
 * A session of a model in the form that the runtime gives it before it runs it. That takes most of the time of loading,
 * and most of the memory: so it is done once in a machine's life and kept in the model's cache folder, from where the
 * weights are mapped into memory. What is damaged, or was made for another runtime or processor, is thrown away.
 */
export async function openOptimised<Model extends string | Uint8Array, Session>(
  { form, make, open: openModel }: Optimisable<Model, Session>,
  context: LoadContext,
): Promise<Session> {
  const { cacheFolder, threads } = context;
  const name = `optimised-${digestOf([version, form, env.versions.node, await processor()])}`;
  const folder = join(cacheFolder, name);
  await sweep(cacheFolder, name);
  if (await isWhole(folder))
    try {
      return await openModel(join(folder, written.graph), settingsAsWritten(threads));
    } catch {
      context.log("What was prepared for this machine is damaged, and is made anew.");
    }
  const model = await make();
  const draft = join(cacheFolder, `making-${process.pid}-${randomUUID().slice(0, 8)}`);
  const session = await writing(draft, threads, (how) => openModel(model, how));
  try {
    await keep(draft, folder);
    if (typeof model === "string") await rm(model, { force: true });
  } catch (error) {
    // it runs all the same, and the next start tries again
    context.log(`What was prepared could not be kept: ${String(error)}`);
    await rm(draft, { recursive: true, force: true }).catch(() => {});
  }
  return session;
}

/** Where nothing can be written, as on a full disk, the model is run as it is. */
async function writing<Session>(
  draft: string,
  threads: number,
  openWith: (how: InferenceSession.SessionOptions) => Promise<Session>,
): Promise<Session> {
  try {
    await mkdir(draft, { recursive: true });
    return await openWith(settingsToWrite(threads, draft));
  } catch {
    return openWith(settings(threads));
  }
}

/** Puts the files in their place, all or none: flushed, stamped, and renamed as one. */
async function keep(draft: string, folder: string): Promise<void> {
  const sizes: Record<string, number> = {};
  // weights that are few stay in the graph
  for (const name of await readdir(draft)) {
    const file = await open(join(draft, name), "r+");
    try {
      await file.sync();
      sizes[name] = (await file.stat()).size;
    } finally {
      await file.close();
    }
  }
  await writeAtomic(join(draft, stamp), JSON.stringify(sizes));
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    const sizes = (await readJson(join(folder, stamp))) as Record<string, number> | undefined;
    if (!sizes) return false;
    const whole = Object.entries(sizes).map(
      async ([name, size]) => (await stat(join(folder, name))).size === size,
    );
    return (await Promise.all(whole)).every(Boolean);
  } catch {
    return false;
  }
}

/** Takes away what was made of other weights or for another machine, and what a process left that has ended. */
async function sweep(cacheFolder: string, kept: string): Promise<void> {
  const names = await readdir(cacheFolder).catch(() => []);
  const old = names.filter((name) => {
    const [, pid] = /^making-(\d+)-/.exec(name) ?? [];
    return pid ? !isAlive(Number(pid)) : name.startsWith("optimised-") && name !== kept;
  });
  // Windows keeps a file that another window has mapped: it goes the next time
  await Promise.allSettled(
    old.map((name) => rm(join(cacheFolder, name), { recursive: true, force: true })),
  );
}

/** What the form depends on: weights lie as the processor's vectors are long. */
async function processor(): Promise<string> {
  const flags = /^flags.*/m.exec(await readFile("/proc/cpuinfo", "utf8").catch(() => ""))?.[0];
  // the same home folder may be used from machines that differ in no way that counts
  const vectors = flags?.match(/\b(?:avx|avx2|fma|avx512\w*|amx\w*)\b/g)?.join(" ");
  return [process.platform, process.arch, vectors ?? cpus()[0]?.model].join(" ");
}

const digestOf = (parts: readonly unknown[]): string =>
  createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 12);
