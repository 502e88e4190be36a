const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Letters of the first passage at least, so that sound begins soon, and of the others. */
const [firstLetters, letters] = [60, 240];

/** A full stop that may be that of an initial, a title or an abbreviation. */
const unsure = /(?:^|[^\p{L}.])(?:\p{L}{1,2}|[\p{L}.]+\.\p{L}+|mrs|prof|etc|fig|vol|inc|ltd)\.$/iu;

/**
 * A text in passages of whole sentences, to be spoken one after the other: together they are the text. Where it is not
 * plain that a sentence ends ("Dr. Smith", "e.g. this"), it goes on.
 */
export function toPassages(text: string): string[] {
  const passages: string[] = [];
  let passage = "";
  for (const { segment } of segmenter.segment(text)) {
    passage += segment;
    const least = passages.length ? letters : firstLetters;
    if (passage.length < least || unsure.test(passage.trimEnd())) continue;
    passages.push(passage);
    passage = "";
  }
  // a voice is not asked to say nothing
  if (passage.trim() || !passages.length) return [...passages, passage];
  return [...passages.slice(0, -1), `${passages.at(-1)}${passage}`];
}
