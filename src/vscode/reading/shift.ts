/** UTF-16 offsets into a document; end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A replacement of `length` characters at `offset` by `inserted` characters, offsets of the text before it. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/** Moves spans along with an edit: those after it shift, those around it grow or shrink, those within it become empty. */
export function shift(spans: readonly Span[], { offset, length, inserted }: Edit): Span[] {
  const end = offset + length;
  const grown = inserted - length;
  /** Text that is put in exactly at a border stays outside the span. */
  const moved = (at: number, edge: "start" | "end"): number => {
    if (at < offset || (at === offset && edge === "end")) return at;
    if (at >= end) return at + grown;
    return edge === "start" ? offset + inserted : offset;
  };
  return spans.map((span) => {
    const start = moved(span.start, "start");
    return { start, end: Math.max(start, moved(span.end, "end")) };
  });
}
