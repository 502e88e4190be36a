import { createHash } from "node:crypto";
import { UserError } from "../../platform/errors.ts";
import type { Body, From } from "../download/body.ts";
import { isThisMachine } from "../../platform/addresses.ts";
import type { Source } from "./source.ts";
import { openWeb, readWhole, type Web } from "./web.ts";
import { WantsLogin } from "./webFailure.ts";

type OciSource = Extract<Source, { readonly kind: "oci" }>;

/** Files in registries that speak the OCI distribution API. What was asked once is remembered: a digest names its bytes. */
export interface Registries {
  /** Opens the file that a source names, at an offset. @throws as `openWeb` */
  open(
    source: OciSource,
    asked: From & { readonly why: string },
    signal: AbortSignal,
  ): Promise<Body>;
}

interface Layer {
  readonly digest: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Largest manifest that registries must take, bytes. */
const largestManifest = 4 << 20;
const accept =
  "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json";

export function openRegistries(web: Web): Registries {
  const layers = new Map<string, Promise<readonly Layer[]>>();
  const tokens = new Map<string, string>();

  /** With the token that the registry gives to anybody, where it wants one. */
  async function withToken<T>(
    source: OciSource,
    why: string,
    { ask, signal }: { ask: (headers: Record<string, string>) => Promise<T>; signal: AbortSignal },
  ): Promise<T> {
    const key = `${source.registry}/${source.name}`;
    const headers = (): Record<string, string> => {
      const token = tokens.get(key);
      return token === undefined ? {} : { authorization: `Bearer ${token}` };
    };
    try {
      return await ask(headers());
    } catch (error) {
      if (!(error instanceof WantsLogin)) throw error;
      const token = await tokenFor(error, `login for ${why}`, signal);
      if (token === undefined) throw error;
      tokens.set(key, token);
      return ask(headers());
    }
  }

  async function tokenFor(
    { challenge }: WantsLogin,
    why: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const url = toTokenAddress(challenge);
    if (!url) return undefined;
    const answer = await readWhole({ url, why, most: 1 << 20 }, web, signal);
    const { token, access_token: other } = JSON.parse(new TextDecoder().decode(answer)) as {
      readonly token?: string;
      readonly access_token?: string;
    };
    return token ?? other;
  }

  async function readLayers(source: OciSource, why: string, signal: AbortSignal) {
    const url = addressOf(source, `manifests/${source.digest}`);
    const bytes = await withToken(source, why, {
      ask: (headers) =>
        readWhole(
          { url, why, most: largestManifest, headers: { ...headers, accept } },
          web,
          signal,
        ),
      signal,
    });
    const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    if (digest !== source.digest)
      throw new UserError(`${source.registry} sent another manifest than ${source.digest}`);
    const { layers: found } = JSON.parse(new TextDecoder().decode(bytes)) as {
      readonly layers?: readonly Layer[];
    };
    return found ?? [];
  }

  return {
    open: async (source, { why, ...from }, signal) => {
      const { digest, path } = source;
      const asking = layers.get(digest) ?? readLayers(source, `list of ${why}`, signal);
      layers.set(digest, asking);
      // a failure is no answer that lasts
      asking.catch(() => layers.delete(digest));
      const all = await asking;
      const layer = path ? all.find((one) => one.annotations?.[title] === path) : all[0];
      if (!layer || (!path && all.length > 1))
        throw new UserError(
          `${source.registry}/${source.name} holds ${path ? `no ${path}` : `${all.length} files`}: ${all.map((one) => one.annotations?.[title]).join(", ")}`,
        );
      const url = addressOf(source, `blobs/${layer.digest}`);
      return withToken(source, why, {
        ask: (headers) => openWeb({ url, why, ...from, headers }, web, signal),
        signal,
      });
    },
  };
}

/** The annotation that names a file (github.com/opencontainers/image-spec/blob/main/annotations.md). */
const title = "org.opencontainers.image.title";

/** Encrypted, but for a registry on this machine. */
const addressOf = ({ registry, name }: OciSource, path: string): URL =>
  new URL(
    `${isThisMachine(registry.replace(/:\d+$/, "")) ? "http" : "https"}://${registry}/v2/${name}/${path}`,
  );

/** 'Bearer realm="https://…",service="…",scope="…"' → where a token is given; undefined for other kinds of login. */
function toTokenAddress(challenge: string): URL | undefined {
  if (!/^bearer /i.test(challenge)) return undefined;
  const parts = new Map([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value])); // prettier-ignore
  const realm = URL.parse(parts.get("realm") ?? "");
  for (const key of ["service", "scope"]) {
    const value = parts.get(key);
    if (value) realm?.searchParams.set(key, value);
  }
  return realm ?? undefined;
}
