const SIZE = 25;

/** Cuts a long list into pages of twenty-five, counted from one. A page after the last one is empty. */
export function page<T>(
  items: readonly T[],
  number: number,
): { items: readonly T[]; pages: number } {
  const start = (Math.max(1, number) - 1) * SIZE;
  return { items: items.slice(start, start + SIZE), pages: Math.ceil(items.length / SIZE) };
}
