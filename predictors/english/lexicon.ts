import developer from "./data/developer.json" with { type: "json" };

/** A word's phonemes, or several by its role in the sentence ("DEFAULT", "NOUN", "VERB", "VBD" …); null where it is spelled. */
export type Entry = string | { readonly [role: string]: string | null };

/** Where a word's phonemes are looked up, in misaki's alphabet. */
export interface Lexicon {
  /** As it is written, else with its first letter in the other case. */
  find(word: string): Entry | undefined;
  /** Only words that people know well: what a compound may be made of. */
  isCommon(word: string): boolean;
}

/** A lexicon from the parsed JSON files of misaki, best first. Developers' words come before all of them. */
export function openLexicon(files: readonly Readonly<Record<string, Entry>>[]): Lexicon {
  // maps, not objects: "constructor" must not find what every object has
  const own = new Map<string, Entry>(Object.entries(developer.words));
  const [gold = new Map<string, Entry>(), ...others] = files.map(
    (file) => new Map<string, Entry>(Object.entries(file)),
  );
  const all = [own, gold, ...others];
  const exact = (word: string): Entry | undefined => {
    for (const map of all) {
      const entry = map.get(word);
      if (entry !== undefined) return entry;
    }
    return undefined;
  };
  return {
    find: (word) => exact(word) ?? exact(otherCase(word)),
    isCommon: (word) => gold.has(word) || own.has(word),
  };
}

function otherCase(word: string): string {
  const first = word.charAt(0);
  const lower = first.toLowerCase();
  return (first === lower ? first.toUpperCase() : lower) + word.slice(1);
}
