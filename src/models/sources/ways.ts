import { join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { ModelFile } from "../../predictor/manifest.ts";
import { lookAround } from "./lookAround.ts";
import type { ModelSettings } from "../settings.ts";
import { familyOf, inWords, toSource, type Source } from "./source.ts";

/** One way to obtain a whole file. */
export interface Way {
  /** The same for the same way in every run. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** Joined in this order they are the file. */
  readonly pieces: readonly Source[];
}

/** What is wanted, and where it would be a neighbour. */
interface Wanted {
  readonly tag: string;
  readonly file: ModelFile;
  /** The model's folder: what lies there is no source. */
  readonly folder: string;
  /** The folder of all models: several have files in common. */
  readonly root: string;
}

/** All ways that the user's settings allow, in the user's order. */
export async function waysTo(
  { tag, file, folder, root }: Wanted,
  settings: ModelSettings,
  signal: AbortSignal,
): Promise<readonly Way[]> {
  const stated = file.sources.map((texts) => toWay([texts].flat()));
  const ways: Way[] = [];
  for (const family of settings.sources) {
    if (settings.offline && family !== "folder") continue;
    if (family === "folder")
      for (const path of await lookAround(file, [...settings.folders, root], signal))
        if (!path.startsWith(join(folder, sep))) ways.push(toWay([pathToFileURL(path).href]));
    if (family === "server" && settings.server)
      ways.push(onServer(settings.server, tag, file.name));
    ways.push(
      ...stated.filter(({ pieces }) => pieces.every((piece) => familyOf(piece) === family)),
    );
  }
  return ways;
}

/** Where a file lies at the user's own server: as in the folder of models, so that one can be copied to the other. */
export function serverUrl(server: string, tag: string, name: string): URL {
  const steps = [...tag.slice(1).split("/"), ...name.split("/")];
  return new URL(`${server}/${steps.map(encodeURIComponent).join("/")}`);
}

function onServer(server: string, tag: string, name: string): Way {
  const url = serverUrl(server, tag, name);
  return {
    name: url.href,
    label: inWords({ kind: "server", url }),
    pieces: [{ kind: "server", url }],
  };
}

function toWay(texts: readonly string[]): Way {
  const pieces = texts.map(toSource);
  const labels = [...new Set(pieces.map(inWords))];
  const [first = "", ...others] = labels;
  return {
    name: texts.join(" + "),
    label: others.length ? `${first} and ${others.length} more` : first,
    pieces,
  };
}
