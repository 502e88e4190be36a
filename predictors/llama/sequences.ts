import {
  type ChatWrapper,
  LlamaChat,
  type LlamaContext,
  type LlamaContextSequence,
  type Token,
} from "node-llama-cpp";

/** A place in memory for one conversation, with what is already evaluated there. */
export interface Place {
  readonly sequence: LlamaContextSequence;
  readonly chat: LlamaChat;
  /** Lengths that it can go back to by a checkpoint, rising. Only for models that cannot forget the end of what they read. */
  readonly marks: number[];
}

/**
 * Of models that cannot forget the end of what they have read (sliding windows, recurrent ones): states to go back to,
 * for each place. The engine and the reading of a prompt take three a turn; each can have a hundred megabytes.
 */
const checkpoints = { max: 8, maxMemory: 384e6 };

/** From now on it can go back to where it is: of models that need it, a state is kept, for which the oldest makes room. */
export async function mark({ sequence, marks }: Omit<Place, "chat">): Promise<void> {
  if (!sequence.needsCheckpoints) return;
  await sequence.takeCheckpoint();
  if (marks.at(-1) !== sequence.nextTokenIndex) marks.push(sequence.nextTokenIndex);
  marks.splice(0, marks.length - checkpoints.max);
}

/** The places of a context. */
export class Places {
  readonly #places: (Place & { lastUsed: number })[] = [];
  #uses = 0;

  constructor(context: LlamaContext, chatWrapper: ChatWrapper) {
    while (context.sequencesLeft) {
      const sequence = context.getSequence({ checkpoints });
      const chat = new LlamaChat({ contextSequence: sequence, chatWrapper });
      this.#places.push({ sequence, chat, marks: [], lastUsed: 0 });
    }
  }

  /** The place where this prompt is the least work. */
  take(tokens: readonly Token[]): Place {
    const picked = pickPlace(
      this.#places.map(({ sequence, lastUsed }) => ({
        shared: sequence.compareContextTokens([...tokens]).firstDifferentIndex,
        length: sequence.nextTokenIndex,
        lastUsed,
      })),
    );
    const place = this.#places[picked];
    if (!place) throw new Error("The context has no sequence.");
    place.lastUsed = ++this.#uses;
    return place;
  }
}

/**
 * The index of the conversation that goes on: the longest shared beginning, if that is at least half of what the place
 * holds. Otherwise of the place that was not used for longest, so that a second conversation does not wipe out the first.
 */
export function pickPlace(
  places: readonly {
    readonly shared: number;
    readonly length: number;
    readonly lastUsed: number;
  }[],
): number {
  const indexed = places.map((place, index) => ({ ...place, index }));
  const [best] = indexed
    .filter(({ shared, length }) => shared > 0 && shared * 2 >= length)
    .sort((a, b) => b.shared - a.shared);
  const [oldest] = indexed.sort((a, b) => a.lastUsed - b.lastUsed);
  return (best ?? oldest)?.index ?? 0;
}
