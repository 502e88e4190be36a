import { UserError } from "../../platform/errors.ts";
import { hubAddress, type ModelSettings } from "../settings.ts";
import { readWhole, type Web } from "./web.ts";
import { hubFailure } from "./webFailure.ts";

/** What the hub tells about a repository. */
export interface HubRepo {
  /** "owner/name" */
  readonly id: string;
  /** The commit that its main branch stands for now. */
  readonly commit: string;
  /** The hub's licence id, such as "apache-2.0"; undefined when the repository states none. */
  readonly licence?: string;
  /** BCP 47 tags, as far as it names any. */
  readonly languages: readonly string[];
  /** True when its files are given only to those who have agreed to terms and are logged in. */
  readonly gated: boolean;
  readonly files: readonly HubFile[];
}

export interface HubFile {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256; undefined for a small file, which lies in the repository itself. */
  readonly sha256?: string;
}

/** A repository found by a search. */
export interface HubHit {
  readonly id: string;
  readonly downloads: number;
  readonly likes: number;
  readonly gated: boolean;
}

/** The hub's own questions and answers, through the user's mirror where there is one. */
export interface Hub {
  /** At most 30 repositories that hold GGUF files, most downloaded first. @throws {UserError} */
  search(words: string, signal: AbortSignal): Promise<readonly HubHit[]>;
  /** @throws {UserError} when there is no such repository, or it is not to be read */
  repo(id: string, signal: AbortSignal): Promise<HubRepo>;
}

export function openHub(settings: () => ModelSettings, web: Web): Hub {
  async function get<T>(path: string, why: string, signal: AbortSignal): Promise<T> {
    const url = new URL(`${hubAddress(settings().hub)}/api/models${path}`);
    const bytes = await readWhole({ url, why, most: 16e6 }, web, signal).catch(hubFailure(url));
    try {
      return JSON.parse(new TextDecoder().decode(bytes)) as T;
    } catch {
      throw new UserError(
        `${url.host} does not answer as a model hub does. Check hearth.models.hub and HF_ENDPOINT.`,
      );
    }
  }

  return {
    search: async (words, signal) => {
      const query = new URLSearchParams({
        ...{ search: words, filter: "gguf", sort: "downloads", direction: "-1", limit: "30" },
      });
      const found = await get<readonly RawHit[]>(
        `?${query.toString()}`,
        `search for “${words}”`,
        signal,
      );
      return found.map(({ id, downloads = 0, likes = 0, gated = false }) => ({
        ...{ id, downloads, likes, gated: gated !== false },
      }));
    },
    repo: async (id, signal) => {
      checkName(id);
      const raw = await get<RawRepo>(`/${id}`, `about ${id}`, signal);
      const tree = await get<readonly RawFile[]>(
        `/${id}/tree/${raw.sha}?recursive=true`,
        `files of ${id}`,
        signal,
      );
      const { license, language } = raw.cardData ?? {};
      return {
        id,
        commit: raw.sha,
        ...(license && { licence: [license].flat()[0] ?? "" }),
        languages: [language ?? []].flat().filter((tag) => /^[a-z]{2,3}$/.test(tag)),
        gated: (raw.gated ?? false) !== false,
        files: tree.flatMap(toFile),
      };
    },
  };
}

interface RawHit {
  readonly id: string;
  readonly downloads?: number;
  readonly likes?: number;
  readonly gated?: boolean | string;
}

interface RawRepo {
  readonly sha: string;
  readonly gated?: boolean | string;
  readonly cardData?: {
    readonly license?: string | readonly string[];
    readonly language?: string | readonly string[];
  };
}

interface RawFile {
  readonly type: string;
  readonly path: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number };
}

function toFile({ type, path, size, lfs }: RawFile): HubFile[] {
  if (type !== "file") return [];
  const digest = lfs && /^[0-9a-f]{64}$/.test(lfs.oid) && { sha256: lfs.oid };
  return [{ path, bytes: lfs?.size ?? size, ...digest }];
}

/** "owner/name" out of a name or an address that was pasted. @throws {UserError} when it is neither */
export function toRepoName(text: string): string {
  const name = text
    .trim()
    .replace(/^https?:\/\/[^/]+\//, "")
    .replace(/^hf:|^hf\.co\/|^huggingface\.co\//, "")
    .split(/[?#@]/)[0]
    ?.split("/")
    .slice(0, 2)
    .join("/");
  checkName(name ?? "");
  return name ?? "";
}

function checkName(id: string): void {
  if (/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(id)) return;
  throw new UserError(
    `"${id}" is no repository of the hub. Write owner/name, such as Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF.`,
  );
}
