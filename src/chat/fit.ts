import type { Calls } from "../predictor/calls.ts";
import type { ChatLength, Message } from "../predictor/chatTypes.ts";
import { shorten } from "./cut.ts";
import { toRequest } from "./prompt.ts";
import type { Attachment, Turn } from "./protocol.ts";
import type { ChatModel } from "./request.ts";

/** A conversation as the model can read it. */
export interface Fitted {
  /** The same, but what went with the last question may be cut. */
  readonly turns: readonly Turn[];
  /** The oldest turns that it does not read. */
  readonly leftOut: number;
  /** Undefined when the model does not count. */
  readonly length: ChatLength | undefined;
}

interface Draft {
  readonly turns: readonly Turn[];
  /** These are left out in any case. */
  readonly leftOut: number;
  /** The last answer is to go on. */
  readonly resume: boolean;
  readonly model: ChatModel;
}

/** With less room for its answer an engine refuses a question, tokens. */
const leastAnswer = 16;
/** Attached code that would be cut to less says too little to be worth sending, tokens. */
const least = 48;

/**
 * Makes a conversation short enough that the answer has room too: first the oldest turns go, then what was attached to
 * the last question is cut. The question itself is never touched: when it alone is too long, `length` says so.
 */
export async function fit(
  calls: Pick<Calls, "measure">,
  draft: Draft,
  signal: AbortSignal,
): Promise<Fitted> {
  const { model, resume } = draft;
  const measure = (turns: readonly Turn[], leftOut: number): Promise<ChatLength | undefined> => {
    const { systemPrompt } = model;
    const messages: readonly Message[] = toRequest({ turns, leftOut, systemPrompt, resume });
    return calls.measure(model.tag, { messages }, signal);
  };
  const whole = await measure(draft.turns, draft.leftOut);
  if (!whole) return { ...draft, length: undefined };
  const room = roomIn(whole, model);
  if (whole.tokens <= room) return { ...draft, length: whole };

  const last = draft.turns.length - 1;
  // some more than needed: each time that the beginning changes, all of it is read anew
  const leftOut = await firstThatFits({ from: draft.leftOut + 1, to: last }, async (from) => {
    const length = await measure(draft.turns, from);
    return (length?.tokens ?? 0) <= room * 0.75;
  });
  const length = (await measure(draft.turns, leftOut)) ?? whole;
  if (length.tokens <= room) return { turns: draft.turns, leftOut, length };
  return cutLast(draft.turns, { leftOut, room, length, measure });
}

/** Tokens that a conversation has more than the model can read and still write a word; 0 when it can be asked. */
export function excess({ tokens, contextSize }: ChatLength): number {
  return Math.max(0, tokens - (contextSize - leastAnswer));
}

/** Tokens of a conversation at most: the answer needs some too. */
function roomIn({ contextSize }: ChatLength, { maxTokens }: ChatModel): number {
  return contextSize - Math.min(maxTokens, Math.floor(contextSize / 4));
}

/** The smallest number between `from` and `to` for which it holds, `to` when it holds for none; it holds for all above one that it holds for. */
async function firstThatFits(
  { from, to }: { readonly from: number; readonly to: number },
  holds: (at: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [Math.min(from, to), to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

async function cutLast(
  turns: readonly Turn[],
  {
    leftOut,
    room,
    length,
    measure,
  }: {
    readonly leftOut: number;
    readonly room: number;
    readonly length: ChatLength;
    readonly measure: (turns: readonly Turn[], leftOut: number) => Promise<ChatLength | undefined>;
  },
): Promise<Fitted> {
  const last = turns.at(-1);
  const pieces = last?.question.attachments ?? [];
  if (!last || !pieces.length) return { turns, leftOut, length };
  const withPieces = (attachments: readonly Attachment[]): readonly Turn[] => [
    ...turns.slice(0, -1),
    { ...last, question: { ...last.question, attachments } },
  ];
  const bare = (await measure(withPieces([]), leftOut))?.tokens ?? 0;
  if (room - bare < least) return { turns, leftOut, length };
  let share = ((room - bare) / (length.tokens - bare)) * 0.95;
  for (let tries = 0; tries < 6; tries++) {
    const cut = withPieces(pieces.map((piece) => shorten(piece, share, last.question.text)));
    const now = await measure(cut, leftOut);
    if (now && now.tokens <= room) return { turns: cut, leftOut, length: now };
    share *= 0.8;
  }
  return { turns, leftOut, length };
}
