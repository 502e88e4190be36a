/** How much of a reading was heard and how long it will be, seconds. */
export interface Elapsed {
  readonly heard: number;
  /** Estimated from the sentences that were heard already; 0 while none was. */
  readonly total: number;
}

/** `lengths` are the letters of each sentence, `seconds` what their clips turned out to last. */
interface Pace {
  readonly lengths: readonly number[];
  readonly seconds: ReadonlyMap<number, number>;
}

export function toElapsed(
  pace: Pace,
  place: { readonly sentence: number; readonly heard: number },
): Elapsed {
  let [heard, total] = [0, 0];
  durationsOf(pace).forEach((duration, sentence) => {
    total += duration;
    if (sentence < place.sentence) heard += duration;
    else if (sentence === place.sentence) heard += Math.min(place.heard, duration);
  });
  return { heard, total };
}

/** The sentence that sounds so many seconds after the beginning: the first and the last are the ends of what there is. */
export function sentenceAt(pace: Pace, seconds: number): number {
  let end = 0;
  const found = durationsOf(pace).findIndex((duration) => (end += duration) > seconds);
  return found < 0 ? Math.max(0, pace.lengths.length - 1) : found;
}

/** Seconds of each sentence. One without a clip counts by its letters, at the pace of those that have one. */
function durationsOf({ lengths, seconds }: Pace): readonly number[] {
  let [letters, known] = [0, 0];
  for (const [sentence, duration] of seconds) {
    letters += lengths[sentence] ?? 0;
    known += duration;
  }
  const pace = letters ? known / letters : 0;
  return lengths.map((length, sentence) => seconds.get(sentence) ?? length * pace);
}

/** 75.2 → "1:15", 3675 → "1:01:15" */
export function toClock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (count: number): string => String(count % 60).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes}:${two(whole)}`
    : `${Math.floor(minutes / 60)}:${two(minutes)}:${two(whole)}`;
}
