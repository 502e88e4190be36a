import type { Traced } from "../platform/traced.ts";
import { literal } from "../platform/literal.ts";
import { splitIdentifier } from "./code/identifier.ts";
import type { Pronunciations } from "./utterance.ts";

const phonemes = /^\/(.+)\/$/s;

/**
 * A text with the words of a list said as they are respelled there. A word is found in any case, also inside an
 * identifier that was taken apart. Phonemes are left to the voice: see `phonemesOf`.
 */
export function pronounced(said: Traced, list: Pronunciations): Traced {
  const words = new Map(
    Object.entries(list)
      .filter(([word, how]) => word.trim() && how.trim() && !phonemes.test(how.trim()))
      .flatMap(([word, how]) => formsOf(word).map((form) => [form.toLowerCase(), how.trim()])),
  );
  if (!words.size) return said;
  const pattern = [...words.keys()].sort((a, b) => b.length - a.length).map(literal);
  return said.replace(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${pattern.join("|")})(?![\\p{L}\\p{N}])`, "giu"),
    ([found]) => words.get(found.toLowerCase()),
  );
}

/** The words of a list whose sounds are given, without their slashes: what a voice is told. */
export function phonemesOf(list: Pronunciations): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(list).flatMap(([word, how]) => {
      const sounds = phonemes.exec(how.trim())?.[1]?.trim();
      return sounds ? formsOf(word).map((form) => [form, sounds]) : [];
    }),
  );
}

/** As it is written, and as it is said once its parts are parted: "fooBar", "foo bar". */
function formsOf(word: string): string[] {
  const parted = splitIdentifier(word)
    .map((part) => part.word)
    .join(" ");
  return [...new Set([word.trim(), parted].filter(Boolean))];
}
