/** Where a sentence stands in a text, without the white space around it; end exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Words whose full stop does not end a sentence, whatever follows. */
const abbreviations = new Set(
  "e.g i.e eg ie cf vs viz al approx ca mr mrs ms dr prof st no nos vol ch sec fig figs eq resp incl excl dept inc ltd jr sr a.k.a w.r.t".split(
    " ",
  ),
);
/** These may stand last in a sentence: what follows decides. */
const maybeLast = new Set(["etc", "inc", "ltd", "jr", "sr", "al", "no"]);

/** The sentences of one paragraph. Empty or blank text has none. */
export function splitSentences(text: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const to of [...breaks(text), text.length]) {
    const span = trim(text, { from, to });
    if (span) spans.push(span);
    from = to;
  }
  return spans;
}

/** Offsets at which a new sentence begins, in order. */
function breaks(text: string): number[] {
  const found = new Set<number>();
  for (const { index } of segmenter.segment(text)) found.add(index);
  // the Unicode rule never breaks before a small letter, yet "It works. npm is next." is two sentences
  for (const { index, 0: match } of text.matchAll(/[a-z)\]`"']{4,}[.!?]\s+(?=[a-z])/g))
    found.add(index + match.length);
  return [...found].sort((a, b) => a - b).filter((at) => at > 0 && isBreak(text, at));
}

function isBreak(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 60), at);
  if (!/\s$/.test(before)) return false; // "foo().bar", "Node.js", "v1.2"
  const word = /([\p{L}.]+)\.["')\]]*\s+$/u.exec(before)?.[1]?.toLowerCase();
  if (word === undefined) return true;
  const next = text.charAt(at);
  if (maybeLast.has(word)) return /\p{Lu}/u.test(next);
  if (abbreviations.has(word)) return false;
  return !/^\p{L}$/u.test(word) || word === "i"; // the initials of "J. Smith"
}

function trim(text: string, { from, to }: Span): Span | undefined {
  const part = text.slice(from, to);
  const body = part.trim();
  if (!body) return undefined;
  const start = from + part.indexOf(body);
  return { from: start, to: start + body.length };
}

const clauseEnd = /[,;:—–)]\s+|\s+[—–-]\s+/g;
/** Where a speaker could take breath if there is no better place. */
const phrase =
  /\s(?=(?:of|in|on|at|to|for|from|by|as|into|over|under|through|between|within|without|than|is|are|was|were|has|have|had|will|would|can|could|should|must|may|does|did)\s)/g;
const conjunction =
  /\s(?=(?:and|but|or|because|which|that|when|while|where|so|if|until|after|before|with)\s)/g;

/**
 * Cuts a sentence at the best clause end that leaves `shortest` units on both sides and at most `longest` before it:
 * the first mark of punctuation, else the first conjunction, else (when `must`) before the last small word, else at the last space. One span when there is none.
 */
export function splitClause(
  text: string,
  {
    span,
    shortest,
    longest,
    must = false,
  }: {
    readonly span: Span;
    readonly shortest: number;
    readonly longest: number;
    readonly must?: boolean;
  },
): Span[] {
  const part = text.slice(span.from, span.to);
  const fits = (end: number): boolean =>
    end >= shortest && end <= longest && part.length - end >= shortest;
  const ends = (pattern: RegExp): number[] =>
    [...part.matchAll(pattern)].map((match) => match.index + match[0].length).filter(fits);
  const cut =
    ends(clauseEnd)[0] ??
    ends(conjunction)[0] ??
    (must && part.length > longest
      ? (ends(phrase).at(-1) ?? ends(/\s+/g).at(-1) ?? longest)
      : undefined);
  if (cut === undefined) return [span];
  return [
    { from: span.from, to: span.from + cut },
    { from: span.from + cut, to: span.to },
  ].flatMap((half) => trim(text, half) ?? []);
}
