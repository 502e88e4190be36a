import { join } from "node:path";
import type { Manifest, ModelFile } from "../../predictor/manifest.ts";
import type { Models } from "../models.ts";
import { hubAddress } from "../settings.ts";
import { hubUrl } from "../sources/hub.ts";
import { toSource } from "../sources/source.ts";
import { openWeb, type Web } from "../sources/web.ts";
import { readGguf, readGgufFile, type GgufFacts } from "./gguf.ts";

/** The headers of GGUF files, each read once: here, or with one small request at the hub. */
export interface Headers {
  /** Undefined for another kind of model, and where the header cannot be had now. */
  of(manifest: Manifest, signal: AbortSignal): Promise<GgufFacts | undefined>;
}

export interface HeaderOptions {
  readonly models: Pick<Models, "state" | "folder">;
  readonly web: Web;
  /** The setting hearth.models.hub. */
  readonly hub: () => string;
}

export const isGguf = ({ name }: ModelFile): boolean => /\.gguf$/i.test(name);

// the part before the vocabulary; of the files seen, at most some kilobytes
const headerBytes = 1 << 20;

export function openHeaders({ models, web, hub }: HeaderOptions): Headers {
  const known = new Map<string, GgufFacts>();

  async function read(manifest: Manifest, signal: AbortSignal): Promise<GgufFacts | undefined> {
    const file = manifest.files.find(isGguf);
    if (!file) return undefined;
    const { kind } = await models.state(manifest);
    return kind === "installed"
      ? readGgufFile(join(models.folder(manifest), file.name))
      : readAtHub(manifest, file, signal);
  }

  async function readAtHub(
    { title }: Manifest,
    { name, sources }: ModelFile,
    signal: AbortSignal,
  ): Promise<GgufFacts | undefined> {
    const source = sources.flat().map(toSource).find(({ kind }) => kind === "hub"); // prettier-ignore
    if (source?.kind !== "hub" || web.offline()) return undefined;
    const url = hubUrl(hubAddress(hub()), source);
    const why = `header of ${name} of ${title}`;
    const { chunks } = await openWeb({ url, why, offset: 0, end: headerBytes }, web, signal);
    return readGguf(chunks);
  }

  return {
    async of(manifest, signal) {
      const before = known.get(manifest.tag);
      if (before) return before;
      // what cannot be asked now is no reason to know nothing
      const facts = await read(manifest, signal).catch(() => signal.throwIfAborted());
      if (facts) known.set(manifest.tag, facts);
      return facts ?? undefined;
    },
  };
}
