/** How much of a reading was heard and how long it will be, seconds. */
export interface Elapsed {
  readonly heard: number;
  /** Estimated from the sentences that were heard already; 0 while none was. */
  readonly total: number;
}

/**
 * `lengths` are the letters of each sentence, `seconds` what their clips turned out to last. Sentences without a clip
 * count by their letters, at the pace of those that have one.
 */
export function toElapsed(
  {
    lengths,
    seconds,
  }: { readonly lengths: readonly number[]; readonly seconds: ReadonlyMap<number, number> },
  place: { readonly sentence: number; readonly heard: number },
): Elapsed {
  let [letters, known] = [0, 0];
  for (const [sentence, duration] of seconds) {
    letters += lengths[sentence] ?? 0;
    known += duration;
  }
  const pace = letters ? known / letters : 0;
  let [heard, total] = [0, 0];
  lengths.forEach((length, sentence) => {
    const duration = seconds.get(sentence) ?? length * pace;
    total += duration;
    if (sentence < place.sentence) heard += duration;
    else if (sentence === place.sentence) heard += Math.min(place.heard, duration);
  });
  return { heard, total };
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
