import { createHash } from "node:crypto";
import { UserError } from "../../platform/errors.ts";
import type { Source } from "./source.ts";
import { askHeaders, type Web } from "./web.ts";

type HubSource = Extract<Source, { readonly kind: "hub" }>;

/** What the hub says about a file without sending it. */
export interface HubFacts {
  readonly bytes: number;
  /** SHA-256 of a large file; Git's own digest (SHA-1 over a header and the bytes) of one that lies in the repository itself. */
  readonly digest: { readonly kind: "sha256" | "git"; readonly hex: string };
  /** The commit that the revision stands for now; undefined when a mirror does not say. */
  readonly commit?: string;
}

/** Where the hub at `address` serves a file. */
export function hubUrl(address: string, { repo, revision, path }: HubSource): URL {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return new URL(`${address}/${repo}/resolve/${revision}/${encoded}`);
}

/**
 * Size and digest of a file, as the hub names them.
 * @throws {UserError} when it names none
 */
export async function hubFacts(
  { url, why }: { readonly url: URL; readonly why: string },
  web: Web,
  signal: AbortSignal,
): Promise<HubFacts> {
  let at = url;
  let commit: string | undefined;
  for (let hops = 0; hops < 3; hops++) {
    const headers = await askHeaders({ url: at, why }, web, signal);
    commit ??= sha1Of(headers.get("x-repo-commit"));
    const digest = digestIn(headers);
    const bytes = Number(headers.get("x-linked-size") ?? headers.get("content-length"));
    if (digest && bytes > 0) return { bytes, digest, ...(commit !== undefined && { commit }) };
    // small files are moved within the hub, and only their own address describes them
    const to = headers.get("location");
    const next = to === null ? undefined : new URL(to, at);
    if (next?.host !== url.host) break;
    at = next;
  }
  throw new UserError(
    `${url.host} names no digest for ${url.pathname}. Write bytes and sha256 into the manifest.`,
  );
}

/** Git's digest of a file with these bytes. */
export const gitDigest = (bytes: Uint8Array): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

function digestIn(headers: Headers): HubFacts["digest"] | undefined {
  const linked = hexOf(headers.get("x-linked-etag"));
  if (linked.length === 64) return { kind: "sha256", hex: linked };
  // an answer that leads elsewhere has a tag of its own
  const own = headers.has("location") ? "" : hexOf(headers.get("etag"));
  const git = linked || own;
  return git.length === 40 ? { kind: "git", hex: git } : undefined;
}

/** 'W/"abc…"' → "abc…", or "" for what is no digest. */
const hexOf = (tag: string | null): string =>
  /^(?:W\/)?"?([0-9a-f]{40}|[0-9a-f]{64})"?$/i.exec(tag ?? "")?.[1]?.toLowerCase() ?? "";

const sha1Of = (text: string | null): string | undefined =>
  text !== null && /^[0-9a-f]{40}$/.test(text) ? text : undefined;
