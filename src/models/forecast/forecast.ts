import type { Graphics } from "../../predictor/running/graphics.ts";
import type { GgufFacts } from "./gguf.ts";
import { cacheOf, workSpace } from "./need.ts";
import { offload, type Offload } from "./offload.ts";

/** What a model would need on this machine, and how quick it would be. */
export interface Forecast {
  /** "tight": it fits the machine, but not what Hearth may use of it. */
  readonly verdict: "fits" | "tight" | "tooLarge";
  /** Bytes of its process at `context`. */
  readonly memory: number;
  /** Bytes that the machine has, and those that Hearth may use of them. */
  readonly machine: Machine;
  /** Tokens a conversation may have, as the manifest wishes it. */
  readonly context: number;
  /** Tokens that would fit into what Hearth may use; undefined when the file's header was not read. */
  readonly largestContext?: number;
  /** Tokens of an answer a second, on the processor; undefined when it was not measured. */
  readonly speed?: number;
  /** True: this model was seen to write so quickly on this machine. */
  readonly measured?: true;
  /** What the graphics card takes over; undefined where none may be used, or the file's header was not read. */
  readonly offload?: Offload;
}

export interface Machine {
  readonly total: number;
  /** What Hearth may use: hearth.predictors.memoryGb. */
  readonly budget: number;
  /** Bytes of weights that the processor works through a second; undefined when not measured. */
  readonly weightsPerSecond?: number;
  /** The cards that the engine may use; null when there is none, undefined when they are not to be used, or nobody asked. */
  readonly graphics?: Graphics | null;
}

/** What the engine will be asked to do. */
export interface Plan {
  /** Tokens a conversation. */
  readonly context: number;
  /** Conversations that are kept, each with memory for a whole context. */
  readonly sequences: number;
}

/** Bytes of a predictor process without a model: Node and the engine's libraries. Measured with a model of 0.5 MB. */
const base = 120e6;
/** The machine needs some memory for everything else. */
const usable = 0.85;

/** How large a model is, in bytes. */
interface Size {
  readonly bytes: number;
  /** Of the weights that each token takes. */
  readonly active: number;
}

/** From the header of the file and its size. */
export function forecast(
  facts: GgufFacts,
  { size, plan, machine }: { readonly size: Size; readonly plan: Plan; readonly machine: Machine },
): Forecast {
  const { bytes, active } = size;
  const context = Math.min(plan.context, facts.context || plan.context);
  const { sequences } = plan;
  const fixed = bytes + base + workSpace(facts);
  const needed = (tokens: number): number => fixed + sequences * cacheOf(facts, tokens);
  const { graphics } = machine;
  return {
    ...judge(needed(context), machine),
    context,
    largestContext: largest(needed, { most: facts.context || context, room: machine.budget }),
    ...paceOf(active, machine),
    ...(graphics && { offload: offload(facts, { bytes, context, sequences, graphics }) }),
  };
}

/**
 * Before the header was read: the memory that was measured once, or a quarter more than the files. `active`: of a model
 * that writes.
 */
export function roughForecast(
  {
    bytes,
    memory,
    active,
  }: { readonly bytes: number; readonly memory: number; readonly active?: number | undefined },
  { plan, machine }: { readonly plan: Plan; readonly machine: Machine },
): Forecast {
  return {
    ...judge(memory || 1.25 * bytes + base, machine),
    context: plan.context,
    ...(active && paceOf(active, machine)),
  };
}

const paceOf = (active: number, { weightsPerSecond }: Machine): Pick<Forecast, "speed"> =>
  weightsPerSecond ? { speed: weightsPerSecond / active } : {};

function judge(memory: number, machine: Machine): Pick<Forecast, "verdict" | "memory" | "machine"> {
  const verdict =
    memory <= machine.budget ? "fits" : memory <= usable * machine.total ? "tight" : "tooLarge";
  return { verdict, memory, machine };
}

/** The largest context, in steps of 1024 tokens, that needs no more than there is; 0 for none. */
function largest(
  needed: (tokens: number) => number,
  { most, room }: { readonly most: number; readonly room: number },
): number {
  let tokens = Math.floor(most / 1024) * 1024 || most;
  while (tokens > 0 && needed(tokens) > room) tokens -= 1024;
  return Math.max(0, tokens);
}
