/** Below so many tokens a conversation is no longer one: the memory is then taken all the same. */
const leastContext = 2048;

/** How much conversation there is memory for. */
export interface Room {
  /** Tokens. */
  readonly contextSize: number;
  /** Conversations that are kept evaluated at the same time. */
  readonly sequences: number;
  /** How exactly the evaluated conversations are kept: q8_0 takes little more than half of the memory. */
  readonly cache: "f16" | "q8_0";
}

/**
 * As much of what is `wanted` as fits into `memory` bytes: first fewer conversations are kept, then less exactly, then
 * each may be shorter, by halves. `bytesFor` says what a room needs; `mayRound`: the model can do with less exact ones.
 */
export async function fitRoom(
  wanted: Room,
  memory: number,
  { bytesFor, mayRound }: { bytesFor: (room: Room) => Promise<number>; mayRound: boolean },
): Promise<Room> {
  let room = wanted;
  let smaller = smallerThan(room, mayRound);
  while (smaller && (await bytesFor(room)) > memory) {
    room = smaller;
    smaller = smallerThan(room, mayRound);
  }
  return room;
}

function smallerThan(room: Room, mayRound: boolean): Room | undefined {
  if (room.sequences > 1) return { ...room, sequences: room.sequences - 1 };
  if (mayRound && room.cache === "f16") return { ...room, cache: "q8_0" };
  const half = Math.floor(room.contextSize / 2);
  // half as long there may be room for the exact ones again
  return half >= leastContext ? { ...room, contextSize: half, cache: "f16" } : undefined;
}
