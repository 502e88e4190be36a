import type { Graphics } from "../../predictor/running/graphics.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { usableMemory } from "../../platform/memory.ts";
import { forecast, roughForecast, type Forecast, type Machine, type Plan } from "./forecast.ts";
import { openHeaders, type HeaderOptions } from "./headers.ts";
import { activePart, openRates, type RateOptions } from "./rates.ts";

/** Whether models fit this machine. */
export interface Fit {
  /** At once, from what the manifest says and what `look` has found. */
  rough(manifest: Manifest, bytes: number): Forecast;
  /**
   * From the header of the file, which is read here or, with one small request, at the hub; and from how quickly this
   * model has run here, else the model nearest in size, else a short measurement of the machine, once. Where the header
   * cannot be had it is rough.
   */
  of(manifest: Manifest, signal: AbortSignal): Promise<Forecast>;
  /** Looks at the machine: how quickly it works, and which graphics cards it has. Takes seconds the first time. */
  look(signal: AbortSignal): Promise<void>;
}

export interface FitOptions extends HeaderOptions, Omit<RateOptions, "headers"> {
  readonly models: HeaderOptions["models"] & RateOptions["models"];
  /** Bytes that Hearth may use for all predictors; 0: half of the machine's. */
  readonly budget: () => number;
  /** The graphics cards that models may use; undefined for none. Left out: nobody asks. */
  readonly graphics?: () => Promise<Graphics | undefined>;
  /** True for a model that must do without them: the driver failed too often under it, or the user wants none. */
  readonly avoidsGraphics?: (manifest: Manifest) => boolean;
}

export function openFit(options: FitOptions): Fit {
  const headers = openHeaders(options);
  const rates = openRates({ ...options, headers });
  let cards: Graphics | null | undefined;

  function machineFor(manifest: Manifest, active: number, fileType?: number): Machine {
    const total = usableMemory();
    const budget = options.budget() || total / 2;
    const weightsPerSecond = rates.at(active, fileType);
    const graphics = options.avoidsGraphics?.(manifest) ? undefined : cards;
    return {
      ...{ total, budget },
      ...(weightsPerSecond && { weightsPerSecond }),
      ...(graphics !== undefined && { graphics }),
    };
  }

  async function look(signal: AbortSignal): Promise<void> {
    await Promise.all([lookForGraphics(), rates.refresh(signal)]);
  }
  async function lookForGraphics(): Promise<void> {
    if (options.graphics) cards = (await options.graphics()) ?? null;
  }

  const measured = ({ tag }: Manifest): Pick<Forecast, "speed" | "measured"> => {
    const speed = rates.own(tag);
    return speed ? { speed, measured: true } : {};
  };

  function rough(manifest: Manifest, bytes: number): Forecast {
    const active = manifest.kind === "chat" ? bytes * activePart(manifest) : undefined;
    const machine = machineFor(manifest, active ?? bytes);
    const size = { bytes, memory: manifest.memory, active };
    return { ...roughForecast(size, { plan: planOf(manifest), machine }), ...measured(manifest) };
  }

  return {
    rough,
    look,
    of: async (manifest, signal) => {
      const { bytes } = await options.models.state(manifest);
      const [facts] = await Promise.all([headers.of(manifest, signal), look(signal)]);
      if (!facts) return rough(manifest, bytes);
      const active = bytes * activePart(manifest, facts);
      const machine = machineFor(manifest, active, facts.fileType);
      const size = { bytes, active };
      return {
        ...forecast(facts, { size, plan: planOf(manifest), machine }),
        ...measured(manifest),
      };
    },
  };
}

/** As `predictors/llama` reads its options. */
function planOf({ options }: Manifest): Plan {
  const { contextSize, sequences } = options;
  return {
    context: typeof contextSize === "number" ? contextSize : 8192,
    sequences: typeof sequences === "number" ? sequences : 2,
  };
}
