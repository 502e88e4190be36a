import type { Graphics } from "../../predictor/running/graphics.ts";
import { cacheOf, workSpace } from "./need.ts";
import type { GgufFacts } from "./gguf.ts";

/** What the graphics card would take over of a model. */
export interface Offload {
  /** What the card is called. */
  readonly card: string;
  /** Bytes of its memory that nobody uses now. */
  readonly free: number;
  /** Bytes that the whole model needs there, its conversations included. */
  readonly need: number;
  /** Layers that fit there, roughly, and how many there are; the last matrix counts as one. */
  readonly layers: number;
  readonly of: number;
}

/** The engine leaves so much of a card's memory to everybody else: a part of it, and at most so many bytes. */
const spared = { part: 0.08, most: 1.6 * 1024 ** 3 };

/** How much of a model fits into the memory of the graphics card; the processor does the rest. */
export function offload(
  facts: GgufFacts,
  {
    bytes,
    context,
    sequences,
    graphics,
  }: {
    readonly bytes: number;
    /** Tokens a conversation, and conversations that are kept. */
    readonly context: number;
    readonly sequences: number;
    readonly graphics: Graphics;
  },
): Offload {
  const { names, backend, total, free } = graphics;
  const of = facts.layers + 1;
  // all layers are about as large as one another
  const each = (bytes + sequences * cacheOf(facts, context)) / of;
  const fixed = workSpace(facts) + Math.min(spared.part * total, spared.most);
  const layers = Math.floor(Math.max(0, free - fixed) / each);
  const card = [...new Set(names)].join(", ") || backend;
  return { card, free, need: of * each + fixed, layers: Math.min(layers, of), of };
}

/** True for a model that a card surely has room for, its conversations included: what its header says is not needed. */
export const fitsCard = (bytes: number, graphics: Graphics | null | undefined): boolean =>
  !!graphics && 1.25 * bytes <= graphics.free - Math.min(spared.part * graphics.total, spared.most);
