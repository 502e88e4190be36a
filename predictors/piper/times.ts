import { toEspeakWords } from "./symbols.ts";

/** What is used of the JSON beside a Piper model. */
interface Symbols {
  readonly phoneme_id_map: Readonly<Record<string, readonly number[]>>;
}

/**
 * The frame at which each symbol of misaki's phonemes begins, and the end of the last. `frames` are those of every id that
 * the voice was given: start mark, padding, then each known symbol and its padding, end mark. Words come out exactly; inside
 * one, symbols share its time. Undefined without frames, or with others than the ids of these phonemes.
 */
export function symbolTimes(
  phonemes: string,
  frames: Float32Array | undefined,
  { phoneme_id_map: map }: Symbols,
): number[] | undefined {
  if (!frames) return undefined;
  const idsOf = (text: string): number =>
    [...text.normalize("NFD")].reduce((sum, symbol) => {
      const ids = Object.hasOwn(map, symbol) ? (map[symbol]?.length ?? 0) : 0;
      return sum + (ids ? ids + padding : 0);
    }, 0);
  const padding = map["_"]?.length ?? 0;
  const sumTo = sums(frames);
  const times: number[] = [];
  let id = (map["^"]?.length ?? 0) + padding;
  for (const [i, { misaki, espeak }] of toEspeakWords(phonemes).entries()) {
    if (i > 0) {
      times.push(sumTo(id));
      id += idsOf(" ");
    }
    const [from, to] = [sumTo(id), sumTo(id + idsOf(espeak))];
    for (let j = 0; j < misaki.length; j++) times.push(from + ((to - from) * j) / misaki.length);
    id += idsOf(espeak);
  }
  if (id + (map["$"]?.length ?? 0) !== frames.length) return undefined;
  return [...times, sumTo(id)];
}

function sums(frames: Float32Array): (count: number) => number {
  const total = [0];
  for (const frame of frames) total.push((total.at(-1) ?? 0) + frame);
  return (count) => total[Math.min(count, frames.length)] ?? 0;
}
