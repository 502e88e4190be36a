import { isAttachment } from "./conversation.ts";
import type { Attachment } from "./protocol.ts";

/** What went with a question that was not asked yet, as it outlives the window. What the search found is found again. */
export interface KeptContext {
  readonly pieces: readonly Attachment[];
  /** Whether the workspace is searched for the question. */
  readonly codebase: boolean;
  /** Ids of found places that the person has removed. */
  readonly removed: readonly string[];
}

/** Longer texts are not kept but read again, characters: the editor keeps all that it remembers in one piece. */
const longest = 200_000;

/** Undefined when there is nothing to keep. */
export function toKept({ pieces, codebase, removed }: KeptContext): KeptContext | undefined {
  if (!pieces.length && !codebase) return undefined;
  const short = pieces.map((piece) =>
    piece.text.length > longest ? { ...piece, text: "" } : piece,
  );
  return { pieces: short, codebase, removed };
}

/** Nothing at all when what was kept cannot be read: an older version may have written it. */
export function fromKept(raw: unknown): KeptContext {
  const { pieces, codebase, removed } = Object(raw) as Partial<Record<keyof KeptContext, unknown>>;
  return {
    pieces: Array.isArray(pieces) ? pieces.filter(isAttachment) : [],
    codebase: codebase === true,
    removed: Array.isArray(removed) ? removed.filter((id) => typeof id === "string") : [],
  };
}
