import { isAbsolute } from "node:path";
import type { Manifest, ModelFile } from "../predictor/manifest.ts";
import { messageOf } from "../platform/errors.ts";
import { familyOf, toSource } from "./sources/source.ts";

type Problems = readonly string[];
type Check = (value: unknown, at: string) => Problems;

/** Everything that keeps a JSON value from being a manifest, each with its place; empty for a good one. */
export function checkManifest(json: unknown): Problems {
  if (!isRecord(json)) return ["it must be a JSON object"];
  const unknown = Object.keys(json).filter((key) => !(key in fields) && key !== "$schema");
  return [
    ...unknown.map((key) => `${key}: no such field`),
    ...Object.entries(fields).flatMap(([key, check]) => check(json[key], key)),
    ...twice(json["files"]),
  ];
}

/** A checked manifest; what its files leave to the hub is 0 and "". */
export function toManifest(json: unknown): Manifest {
  const manifest = json as Manifest;
  const files = manifest.files.map((file) => ({ ...file, ...toFacts(file) }));
  return { ...manifest, files };
}

const toFacts = ({ bytes, sha256 }: Partial<ModelFile>): Pick<ModelFile, "bytes" | "sha256"> => ({
  bytes: bytes ?? 0,
  sha256: sha256 ?? "",
});

const text: Check = (value, at) =>
  typeof value === "string" && value.trim() ? [] : [`${at}: must be a text`];

const matching =
  (pattern: RegExp, must: string): Check =>
  (value, at) =>
    typeof value === "string" && pattern.test(value) ? [] : [`${at}: must be ${must}`];

const whole: Check = (value, at) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? []
    : [`${at}: must be a whole number, 0 or more`];

const list =
  (check: Check): Check =>
  (value, at) =>
    Array.isArray(value)
      ? value.flatMap((item, i) => check(item, `${at}[${i}]`))
      : [`${at}: must be a list`];

const flag: Check = (value, at) =>
  typeof value === "boolean" ? [] : [`${at}: must be true or false`];

const optional =
  (check: Check): Check =>
  (value, at) =>
    value === undefined ? [] : check(value, at);

function between(least: number, most: number): Check {
  return (value, at) =>
    typeof value === "number" && value >= least && value <= most
      ? []
      : [`${at}: must be a number from ${least} to ${most}`];
}

const fields: Readonly<Record<keyof Manifest, Check>> = {
  tag: matching(/^@[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9._-]*$/, '"@owner/name" in small letters'),
  kind: matching(/^(chat|embedding|speech)$/, '"chat", "embedding" or "speech"'),
  engine: (value, at) => {
    const module = typeof value === "string" && value.startsWith("./");
    if (module && isInside(value.slice(2)) && /\.m?js$/.test(value)) return [];
    const must = 'the name of an engine, or a module beside this file such as "./index.mjs"';
    return matching(/^[a-z][a-zA-Z0-9]*$/, must)(value, at);
  },
  // those at other machines are named in hearth.remotes
  host: (value, at) => (value === undefined ? [] : [`${at}: must be left out`]),
  title: text,
  description: text,
  licence: (value, at) => {
    if (!isRecord(value)) return [`${at}: must be {"id": …}`];
    const note = value["note"] === undefined ? [] : text(value["note"], `${at}.note`);
    const why = /^unclear$|^LicenseRef-/.test(String(value["id"])) && value["note"] === undefined;
    return [
      ...text(value["id"], `${at}.id`),
      ...note,
      ...(why ? [`${at}.note: must say what is unclear, or what the terms are`] : []),
      ...optional(flag)(value["nonCommercial"], `${at}.nonCommercial`),
    ];
  },
  languages: list(matching(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a language such as "en"')),
  files: list(checkFile),
  memory: whole,
  options: (value, at) => (isRecord(value) ? [] : [`${at}: must be an object`]),
  rank: optional(between(1, 100)),
  active: optional(between(0.01, 1)),
};

function checkFile(value: unknown, at: string): Problems {
  if (!isRecord(value)) return [`${at}: must be an object`];
  const { name, about, sources } = value;
  const { bytes, sha256 } = toFacts(value);
  const open = sha256 === "" && bytes === 0;
  const named = typeof name === "string" && isInside(name) && !name.startsWith(".");
  return [
    ...(named ? [] : [`${at}.name: must be a path inside the model's folder`]),
    ...whole(bytes, `${at}.bytes`),
    ...(open ? [] : matching(/^[0-9a-f]{64}$/, "64 hexadecimal digits")(sha256, `${at}.sha256`)),
    ...(!open && bytes === 0 ? [`${at}.bytes: must be the file's size`] : []),
    ...optional(whole)(about, `${at}.about`),
    ...checkSources(sources, { at: `${at}.sources`, open }),
  ];
}

function checkSources(value: unknown, { at, open }: { at: string; open: boolean }): Problems {
  if (!Array.isArray(value)) return [`${at}: must be a list`];
  const onHub = value.some((source) => typeof source === "string" && source.startsWith("hf:"));
  return [
    ...(open && !onHub ? [`${at}: a file without bytes and sha256 needs a source at the hub`] : []),
    ...value.flatMap((way: unknown, i) => checkWay(way, `${at}[${i}]`)),
  ];
}

function checkWay(way: unknown, at: string): Problems {
  const pieces: unknown[] = Array.isArray(way) ? way : [way];
  if (!pieces.length) return [`${at}: must not be empty`];
  const found = new Set<string>();
  const problems = pieces.flatMap((piece) => {
    if (typeof piece !== "string") return [`${at}: must be a text or a list of texts`];
    try {
      found.add(familyOf(toSource(piece)));
      return [];
    } catch (error) {
      return [`${at}: ${messageOf(error)}`];
    }
  });
  return found.size > 1
    ? [
        ...problems,
        `${at}: its parts must all come from packages, or all from the web, or all from files`,
      ]
    : problems;
}

function twice(files: unknown): Problems {
  if (!Array.isArray(files)) return [];
  const names = files.map((file: unknown) => (isRecord(file) ? file["name"] : undefined));
  const again = names.filter((name, i) => name !== undefined && names.indexOf(name) < i);
  return again.map((name) => `files: "${String(name)}" stands there twice`);
}

const isInside = (path: string): boolean =>
  path !== "" &&
  !isAbsolute(path) &&
  !/[\\:]/.test(path) &&
  path.split("/").every((step) => step !== "" && step !== "." && step !== "..");

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
