import { isOwnNetwork, isThisMachine } from "../platform/addresses.ts";
import type { Kind } from "../predictor/contract/define.ts";
import type { Manifest } from "../predictor/manifest.ts";

/** A model at an endpoint that speaks OpenAI's interface. */
export interface Remote {
  /** "@owner/name" */
  readonly tag: string;
  readonly kind: Kind;
  /** Up to "/v1", without a slash at the end. */
  readonly baseUrl: string;
  /** As the endpoint calls it. */
  readonly model: string;
  /** For people. */
  readonly title: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The environment variable that holds its key, where no key was set otherwise. */
  readonly keyVariable: string | undefined;
  /** Of a speech model; at least one. */
  readonly voices: readonly string[];
  /** Of a speech model, per second. */
  readonly sampleRate: number;
  /** How long the endpoint may be silent, ms. */
  readonly patience: number;
}

/** Host and port: what people are told wherever a remote predictor is shown. */
export const hostOf = ({ baseUrl }: Pick<Remote, "baseUrl">): string => new URL(baseUrl).host;

/** Reads the setting `hearth.remotes`. A wrong entry is left out and is a problem in words. */
export function toRemotes(setting: unknown): {
  readonly remotes: readonly Remote[];
  readonly problems: readonly string[];
} {
  const remotes: Remote[] = [];
  const problems: string[] = [];
  const entries: readonly unknown[] = Array.isArray(setting) ? setting : [];
  for (const [i, entry] of entries.entries()) {
    const found = (entry ?? {}) as Readonly<Record<string, unknown>>;
    const { tag } = found;
    const wrong = problemsOf(found);
    if (remotes.some((other) => other.tag === tag))
      wrong.push(`tag: ${String(tag)} is there twice`);
    const name = typeof tag === "string" ? tag : `number ${i + 1}`;
    if (wrong.length) problems.push(`hearth.remotes, ${name}: ${wrong.join("; ")}.`);
    else remotes.push(toRemote(found as unknown as Entry));
  }
  return { remotes, problems };
}

const kinds: readonly unknown[] = ["chat", "embedding", "speech"] satisfies Kind[];

function problemsOf(entry: Readonly<Record<string, unknown>>): string[] {
  const { tag, kind, model, headers = {}, voices = [], sampleRate = 1, timeoutSeconds = 1 } = entry;
  const { keyVariable = "NONE" } = entry;
  const rules: readonly (readonly [holds: boolean, message: string])[] = [
    [/^@[\w.-]+\/[\w.-]+$/.test(String(tag)), "tag is @owner/name"],
    [!String(tag).startsWith("@hearth/"), "tag: @hearth is for the models that come with Hearth"],
    [kinds.includes(kind), `kind is one of ${kinds.join(", ")}`],
    [typeof model === "string" && model !== "", "model is the name that the endpoint knows"],
    [isTexts(Object.values(headers ?? {})), "headers hold texts"],
    [/^\w+$/.test(String(keyVariable)), "keyVariable is the name of an environment variable"],
    [
      isTexts(voices) && (kind !== "speech" || voices.length > 0),
      "voices lists those of the model",
    ],
    [Number.isInteger(sampleRate) && Number(sampleRate) > 0, "sampleRate is a whole number"],
    [Number(timeoutSeconds) > 0, "timeoutSeconds is a number above 0"],
  ];
  const address = addressProblem(entry["baseUrl"]);
  return [
    ...rules.flatMap(([holds, message]) => (holds ? [] : [message])),
    ...(address ? [address] : []),
  ];
}

const isTexts = (values: unknown): values is readonly string[] =>
  Array.isArray(values) && values.every((value) => typeof value === "string");

function addressProblem(baseUrl: unknown): string | undefined {
  if (typeof baseUrl !== "string" || !URL.canParse(baseUrl)) return "baseUrl is an address";
  const { protocol, hostname, username } = new URL(baseUrl);
  if (username) return "baseUrl: a key belongs into Hearth: Set Key of a Remote Predictor";
  if (protocol === "https:" || (protocol === "http:" && isOwnNetwork(hostname))) return undefined;
  return "baseUrl: an endpoint outside your own network must be asked by https";
}

/** True for an endpoint on this machine: asking it lets nothing out. */
export const isHere = ({ baseUrl }: Pick<Remote, "baseUrl">): boolean =>
  isThisMachine(new URL(baseUrl).hostname);

/** An entry without problems. */
type Entry = Pick<Remote, "tag" | "kind" | "baseUrl" | "model"> &
  Partial<Omit<Remote, "patience">> & { readonly timeoutSeconds?: number };

function toRemote(entry: Entry): Remote {
  const { tag, kind, model, title = model, headers = {}, voices = [] } = entry;
  const { baseUrl, keyVariable, sampleRate = 24_000, timeoutSeconds = 60 } = entry;
  return {
    ...{ tag, kind, model, title, headers, keyVariable, voices, sampleRate },
    baseUrl: baseUrl.replace(/\/+$/, ""),
    patience: timeoutSeconds * 1000,
  };
}

/** Its key as the environment holds it. */
export const keyIn = ({ keyVariable }: Remote, env: NodeJS.ProcessEnv): string | undefined =>
  (keyVariable && env[keyVariable]) || undefined;

/** The same as the models on this machine are described by, so that it can be chosen like one. */
export function toManifest(remote: Remote): Manifest {
  const host = hostOf(remote);
  return {
    tag: remote.tag,
    kind: remote.kind,
    engine: remoteEngine,
    host,
    title: `${remote.title} (remote: ${host})`,
    description: `Runs at ${host} and not on this machine: what you write or read goes there.`,
    licence: { id: "unclear", note: `${host} decides what runs there` },
    languages: [],
    files: [],
    memory: 0,
    options: { voices: remote.voices },
  };
}

/** What stands in a manifest where an engine of this machine is named. */
export const remoteEngine = "remote";
