import { createHash } from "node:crypto";
import type { FileServer } from "./fileServer.ts";

export interface FakeRepo {
  /** "owner/name" */
  readonly id: string;
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  readonly licence?: string;
  readonly gated?: boolean;
  /** Files that Git itself keeps, of which the hub tells no SHA-256. Default: those below 1 kB. */
  readonly inGit?: (path: string) => boolean;
}

export const commit = "0123456789abcdef0123456789abcdef01234567";

/** Serves a repository as the hub does: about it, its list of files, and the files at its commit. */
export function serveRepo(server: FileServer, { id, files, ...about }: FakeRepo): void {
  const { licence, gated = false } = about;
  const card = { license: licence, language: ["en"] };
  json(server, `/api/models/${id}`, { id, sha: commit, gated, cardData: card });
  const all = Object.entries(files).map(([path, data]) => {
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    const inGit = about.inGit?.(path) ?? bytes.length < 1_000;
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const git = createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
    const lfs = { "x-linked-etag": `"${sha256}"`, "x-linked-size": String(bytes.length) };
    for (const revision of [commit, "main"])
      server.serve(`/${id}/resolve/${revision}/${path}`, bytes, {
        etag: `"${inGit ? git : sha256}"`,
        headers: { "x-repo-commit": commit, ...(!inGit && lfs) },
      });
    const stored = { type: "file", path, size: bytes.length, oid: git };
    return inGit ? stored : { ...stored, lfs: { oid: sha256, size: bytes.length } };
  });
  json(server, `/api/models/${id}/tree/${commit}?recursive=true`, [
    { type: "directory", path: "1_Pooling", size: 0 },
    ...all,
  ]);
}

/** What the hub answers to a search for `words`. */
export function serveSearch(server: FileServer, words: string, hits: readonly object[]): void {
  const query = new URLSearchParams({
    ...{ search: words, filter: "gguf", sort: "downloads", direction: "-1", limit: "30" },
  }).toString();
  json(server, `/api/models?${query}`, hits);
}

const json = (server: FileServer, path: string, value: unknown): void =>
  server.serve(path, Buffer.from(JSON.stringify(value)));
