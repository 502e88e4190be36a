import { join } from "node:path";
import type { Manifest, ModelFile } from "../../predictor/manifest.ts";
import { forecast, roughForecast, type Forecast, type Machine, type Plan } from "./forecast.ts";
import { readGguf, readGgufFile, type GgufFacts } from "./gguf.ts";
import { hubUrl } from "../sources/hub.ts";
import { usableMemory } from "../../platform/memory.ts";
import { measureWeights } from "./machine.ts";
import type { Models } from "../models.ts";
import { hubAddress } from "../settings.ts";
import { toSource } from "../sources/source.ts";
import { openWeb, type Web } from "../sources/web.ts";

/** Whether models fit this machine. */
export interface Fit {
  /** At once, from what the manifest says. */
  rough(manifest: Manifest, bytes: number): Forecast;
  /**
   * From the header of the file, which is read here or, with one small request, at the hub; and from how quickly this
   * model has run here, else the model nearest in size, else a short measurement of the machine, once. Where the header
   * cannot be had it is rough.
   */
  of(manifest: Manifest, signal: AbortSignal): Promise<Forecast>;
}

export interface FitOptions {
  readonly models: Pick<Models, "state" | "folder" | "find">;
  /** Tokens a second of models that have run here, by tag. */
  readonly speeds?: () => Promise<ReadonlyMap<string, number>>;
  readonly web: Web;
  /** The setting hearth.models.hub. */
  readonly hub: () => string;
  /** Bytes that Hearth may use for all predictors; 0: half of the machine's. */
  readonly budget: () => number;
  readonly threads: () => number;
  readonly measure?: (threads: number) => Promise<number>;
}

// the part before the vocabulary; of the files seen, at most some kilobytes
const headerBytes = 1 << 20;

export function openFit(options: FitOptions): Fit {
  const headers = new Map<string, GgufFacts>();
  let measured: Promise<number | undefined> | undefined;

  function machine(weightsPerSecond?: number): Machine {
    const total = usableMemory();
    const budget = options.budget() || total / 2;
    return { total, budget, ...(weightsPerSecond && { weightsPerSecond }) };
  }

  async function factsOf(
    manifest: Manifest,
    file: ModelFile,
    signal: AbortSignal,
  ): Promise<GgufFacts | undefined> {
    const known = headers.get(manifest.tag);
    if (known) return known;
    const { kind } = await options.models.state(manifest);
    const facts =
      kind === "installed"
        ? await readGgufFile(join(options.models.folder(manifest), file.name))
        : await headerAtHub(manifest, file, signal);
    if (facts) headers.set(manifest.tag, facts);
    return facts;
  }

  async function headerAtHub(
    { title }: Manifest,
    { name, sources }: ModelFile,
    signal: AbortSignal,
  ): Promise<GgufFacts | undefined> {
    const source = sources.flat().map(toSource).find(({ kind }) => kind === "hub"); // prettier-ignore
    if (source?.kind !== "hub" || options.web.offline()) return undefined;
    const url = hubUrl(hubAddress(options.hub()), source);
    const why = `header of ${name} of ${title}`;
    const { chunks } = await openWeb(
      { url, why, offset: 0, end: headerBytes },
      options.web,
      signal,
    );
    return readGguf(chunks);
  }

  function probe(): Promise<number | undefined> {
    measured ??= (options.measure ?? measureWeights)(options.threads()).catch(() => undefined);
    return measured;
  }

  /** Bytes of weights a second, from the model nearest in size that has run here: what a token costs beside them differs. */
  async function rateOfNearest(
    seen: ReadonlyMap<string, number>,
    bytes: number,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    let nearest: { readonly distance: number; readonly rate: number } | undefined;
    for (const [tag, speed] of seen) {
      const manifest = await options.models.find(tag).catch(() => undefined);
      const state = manifest && (await options.models.state(manifest));
      const file = manifest?.files.find(isGguf);
      if (!manifest || state?.kind !== "installed" || !file) continue;
      const facts = await factsOf(manifest, file, signal).catch(orAbort(signal));
      const distance = Math.abs(Math.log(state.bytes / bytes));
      if (facts && distance < (nearest?.distance ?? Infinity))
        nearest = { distance, rate: speed * state.bytes * facts.expertsUsed };
    }
    return nearest?.rate;
  }

  const rough = (manifest: Manifest, bytes: number): Forecast =>
    roughForecast(
      { bytes, memory: manifest.memory },
      { plan: planOf(manifest), machine: machine() },
    );

  return {
    rough,
    of: async (manifest, signal) => {
      const { bytes } = await options.models.state(manifest);
      const file = manifest.files.find(isGguf);
      const facts = file && (await factsOf(manifest, file, signal).catch(orAbort(signal)));
      if (!facts) return rough(manifest, bytes);
      const seen = (await options.speeds?.()) ?? new Map<string, number>();
      const plan = planOf(manifest);
      const rate = (await rateOfNearest(seen, bytes, signal)) ?? (await probe());
      const own = seen.get(manifest.tag);
      return {
        ...forecast(facts, { bytes, plan, machine: machine(rate) }),
        ...(own && { speed: own, measured: true }),
      };
    },
  };
}

/** What cannot be asked now is no reason to know nothing. */
const orAbort = (signal: AbortSignal) => (): undefined => signal.throwIfAborted() as undefined;

const isGguf = ({ name }: ModelFile): boolean => /\.gguf$/i.test(name);

/** As `predictors/llama` reads its options. */
function planOf({ options }: Manifest): Plan {
  const { contextSize, sequences } = options;
  return {
    context: typeof contextSize === "number" ? contextSize : 8192,
    sequences: typeof sequences === "number" ? sequences : 2,
  };
}
