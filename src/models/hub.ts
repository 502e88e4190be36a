import { UserError } from "../platform/errors.ts";
import type { Source } from "./source.ts";
import { askHeaders, type Web } from "./web.ts";

type HubSource = Extract<Source, { readonly kind: "hub" }>;

/** Where the hub at `address` serves a file. */
export function hubUrl(address: string, { repo, revision, path }: HubSource): URL {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return new URL(`${address}/${repo}/resolve/${revision}/${encoded}`);
}

/**
 * Size and SHA-256 of a large file, as the hub names them.
 * @throws {UserError} when it names none, as for small files that lie in the repository itself
 */
export async function hubFacts(
  { url, why }: { readonly url: URL; readonly why: string },
  web: Web,
  signal: AbortSignal,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const headers = await askHeaders({ url, why }, web, signal);
  const sha256 = (headers.get("x-linked-etag") ?? "").replaceAll('"', "").toLowerCase();
  const bytes = Number(headers.get("x-linked-size"));
  if (/^[0-9a-f]{64}$/.test(sha256) && bytes > 0) return { bytes, sha256 };
  throw new UserError(
    `${url.host} names no digest for ${url.pathname}. Write bytes and sha256 into the manifest.`,
  );
}
