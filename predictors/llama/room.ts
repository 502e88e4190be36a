/** Below so many tokens a conversation is no longer one: the memory is then taken all the same. */
const leastContext = 2048;

/** How much conversation there is memory for. */
export interface Room {
  /** Tokens. */
  readonly contextSize: number;
  /** Conversations that are kept evaluated at the same time. */
  readonly sequences: number;
}

/**
 * As much of what is `wanted` as fits into `memory` bytes: first fewer conversations are kept, then each may be shorter,
 * by halves. `bytesFor` says what a room needs.
 */
export async function fitRoom(
  wanted: Room,
  memory: number,
  bytesFor: (room: Room) => Promise<number>,
): Promise<Room> {
  let room = wanted;
  let smaller = smallerThan(room);
  while (smaller && (await bytesFor(room)) > memory) {
    room = smaller;
    smaller = smallerThan(room);
  }
  return room;
}

function smallerThan({ contextSize, sequences }: Room): Room | undefined {
  if (sequences > 1) return { contextSize, sequences: sequences - 1 };
  const half = Math.floor(contextSize / 2);
  return half >= leastContext ? { contextSize: half, sequences } : undefined;
}
