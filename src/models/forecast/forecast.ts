import type { GgufFacts } from "./gguf.ts";

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
}

export interface Machine {
  readonly total: number;
  /** What Hearth may use: hearth.predictors.memoryGb. */
  readonly budget: number;
  /** Bytes of weights that the processor works through a second; undefined when not measured. */
  readonly weightsPerSecond?: number;
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
/** Tokens that the engine reads at once: its work space grows with them. */
const batch = 512;
/** The machine needs some memory for everything else. */
const usable = 0.85;

/** The part of the layers that look back only so far; their cache is as long as their window. */
const windowed: Readonly<Record<string, number>> = {
  gemma3: 5 / 6,
  gemma2: 1 / 2,
  "gpt-oss": 1 / 2,
};

/** From the header of the file and its size. */
export function forecast(
  facts: GgufFacts,
  {
    bytes,
    plan,
    machine,
  }: { readonly bytes: number; readonly plan: Plan; readonly machine: Machine },
): Forecast {
  const context = Math.min(plan.context, facts.context || plan.context);
  const fixed = bytes + base + workSpace(facts);
  const needed = (tokens: number): number => fixed + plan.sequences * cacheOf(facts, tokens);
  const memory = needed(context);
  const { weightsPerSecond } = machine;
  const active = bytes * facts.expertsUsed;
  return {
    ...judge(memory, machine),
    context,
    largestContext: largest(needed, { most: facts.context || context, room: machine.budget }),
    ...(weightsPerSecond && { speed: weightsPerSecond / active }),
  };
}

/** Before anything was asked: the memory that was measured once, or a quarter more than the files. */
export function roughForecast(
  { bytes, memory }: { readonly bytes: number; readonly memory: number },
  { plan, machine }: { readonly plan: Plan; readonly machine: Machine },
): Forecast {
  return { ...judge(memory || 1.25 * bytes + base, machine), context: plan.context };
}

function judge(memory: number, machine: Machine): Pick<Forecast, "verdict" | "memory" | "machine"> {
  const verdict =
    memory <= machine.budget ? "fits" : memory <= usable * machine.total ? "tight" : "tooLarge";
  return { verdict, memory, machine };
}

/** Keys and values of `tokens` tokens in every layer, 16 bits a number. */
export function cacheOf(facts: GgufFacts, tokens: number): number {
  const { architecture, layers, kvHeads, keyLength, valueLength, window } = facts;
  const heads = typeof kvHeads === "number" ? kvHeads * layers : kvHeads.reduce((a, b) => a + b, 0);
  const token = 2 * heads * (keyLength + valueLength);
  const short = window ? (windowed[architecture] ?? 0) : 0;
  return token * ((1 - short) * tokens + short * Math.min(tokens, (window ?? 0) + batch));
}

/** What the engine computes in: one row of scores for each token of a batch. */
const workSpace = ({ vocabulary, embedding }: GgufFacts): number =>
  4 * batch * (vocabulary + 8 * embedding);

/** The largest context, in steps of 1024 tokens, that needs no more than there is; 0 for none. */
function largest(
  needed: (tokens: number) => number,
  { most, room }: { readonly most: number; readonly room: number },
): number {
  let tokens = Math.floor(most / 1024) * 1024 || most;
  while (tokens > 0 && needed(tokens) > room) tokens -= 1024;
  return Math.max(0, tokens);
}
