import { createReadStream, existsSync } from "node:fs";
import { UserError } from "../../platform/errors.ts";
import { skipping, type Body, type From } from "./body.ts";
import { hubUrl } from "../sources/hub.ts";
import { downloadPackage, readPackage } from "../sources/npm.ts";
import { obtainPackage, type Packages } from "../sources/packages.ts";
import { downloadWheel, readWheel } from "../sources/pip.ts";
import type { PackageSource, Source } from "../sources/source.ts";
import type { Registries } from "../sources/oci.ts";
import { openWeb, type Web } from "../sources/web.ts";

/** What reading a source needs from around it. */
export interface Reach extends Web {
  /** The hub's address. */
  readonly hub: string;
  /** A folder of the model for packages while they are needed. */
  readonly work: string;
  readonly registries: Registries;
  readonly toolEnvironment: Readonly<Record<string, string>>;
}

interface Asked extends From {
  readonly source: Source;
  /** "model.gguf of SmolLM2 135M", for the list of requests. */
  readonly why: string;
  readonly onGrowth: Packages["onGrowth"];
}

/** Opens one source at an offset. @throws {UserError} and as `openWeb` */
export async function openPiece(asked: Asked, reach: Reach, signal: AbortSignal): Promise<Body> {
  const { source, offset } = asked;
  if (source.kind === "hub")
    return openWeb({ ...asked, url: hubUrl(reach.hub, source) }, reach, signal);
  if (source.kind === "web" || source.kind === "server")
    return openWeb({ ...asked, url: source.url }, reach, signal);
  if (source.kind === "oci") return reach.registries.open(source, asked, signal);
  if (source.kind === "file") {
    if (!existsSync(source.path)) throw new UserError(`there is no file ${source.path}`);
    return { start: offset, chunks: createReadStream(source.path, { start: offset }) };
  }
  const chunks = await readMember(source, asked, { reach, signal });
  return { start: offset, chunks: skipping(chunks, offset) };
}

async function readMember(
  source: PackageSource,
  { why, onGrowth }: Asked,
  { reach, signal }: { readonly reach: Reach; readonly signal: AbortSignal },
): Promise<AsyncIterable<Uint8Array>> {
  const kind = kinds[source.kind];
  let bytes = 0;
  let asked = false;
  try {
    const folder = await obtainPackage(
      source,
      {
        work: reach.work,
        env: reach.toolEnvironment,
        fill: (...fill) => {
          asked = true;
          return kind.fill(...fill);
        },
        onGrowth: (grown) => {
          bytes = Math.max(bytes, grown);
          onGrowth(bytes);
        },
      },
      signal,
    );
    return await kind.read(folder, source);
  } finally {
    if (asked) reach.onRequest({ host: source.kind, bytes, why });
  }
}

const kinds = {
  pip: { fill: downloadWheel, read: readWheel },
  npm: {
    fill: downloadPackage,
    read: async (...read: Parameters<typeof readPackage>) => readPackage(...read),
  },
} as const;
