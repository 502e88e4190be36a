import type { Turn } from "./protocol.ts";

/** A conversation from some turn on. Not empty. */
type Tail = readonly Turn[];

/** Every way in which the conversation goes on from the turn at `index`, oldest first; the shown one is among them. */
function tailsAt(turns: readonly Turn[], index: number): Tail[] {
  const [first, ...rest] = turns.slice(index);
  if (!first) return [];
  const { versions, ...bare } = first;
  return [...(versions?.before ?? []), [bare, ...rest], ...(versions?.after ?? [])];
}

/** Puts `tail` beside what follows from the turn at `index`, as the newest way to go on, and shows it. */
export function withVersion(turns: readonly Turn[], index: number, tail: Tail): Turn[] {
  const tails = [...tailsAt(turns, index), tail];
  return shown(turns.slice(0, index), tails, tails.length - 1);
}

/** Shows another of the ways to go on from the turn `id`: `step` further on, or back when negative. The same turns when there is none. */
export function turned(turns: readonly Turn[], id: string, step: number): readonly Turn[] {
  const index = turns.findIndex((turn) => turn.id === id);
  const wanted = (turns[index]?.versions?.before.length ?? 0) + step;
  const tails = index < 0 ? [] : tailsAt(turns, index);
  return tails[wanted] ? shown(turns.slice(0, index), tails, wanted) : turns;
}

function shown(before: readonly Turn[], tails: readonly Tail[], index: number): Turn[] {
  const [first, ...rest] = tails[index] ?? [];
  if (!first) return [...before];
  if (tails.length === 1) return [...before, first, ...rest];
  const versions = { before: tails.slice(0, index), after: tails.slice(index + 1) };
  return [...before, { ...first, versions }, ...rest];
}

/** The turns of every version, the shown ones first. */
export function allTurns(turns: readonly Turn[]): Turn[] {
  const hidden = turns.flatMap(({ versions }) => [
    ...(versions?.before ?? []),
    ...(versions?.after ?? []),
  ]);
  return [...turns, ...hidden.flatMap(allTurns)];
}
