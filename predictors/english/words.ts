import letterTree from "./data/letterToSound.json" with { type: "json" };
import { openLetterToSound } from "./letterToSound.ts";
import type { Entry, Lexicon } from "./lexicon.ts";
import { isShouted, isUnsayable, spell } from "./spell.ts";
import { byAffix, byCompound, byStem, withS } from "./stems.ts";

/** How a word came to its phonemes; for tests and measurements. */
export type Way = "lexicon" | "stem" | "affix" | "compound" | "spelled" | "letters";

export interface SaidWord {
  readonly phonemes: string;
  readonly way: Way;
}

/** Says one word of letters, apostrophes and perhaps capitals. `role` picks among the forms of a word like "record". */
export type SayWord = (word: string, role?: Role) => SaidWord;
export type Role = "NOUN" | "VERB" | "VBN";

/** Words outside the lexicon are taken apart, then spelled, then read by the rules of their letters. */
export function openWords(lexicon: Lexicon): SayWord {
  const byLetters = openLetterToSound(letterTree);
  const known = new Map<string, SaidWord>();
  const find = (word: string): string | undefined => formOf(lexicon.find(word)) ?? undefined;

  const derived = (word: string): SaidWord | undefined => {
    const stem = byStem(word, (part) => find(part) ?? byStem(part, find));
    if (stem) return { phonemes: stem, way: "stem" };
    const parts = (part: string): string | undefined => find(part) ?? byStem(part, find);
    const affix = byAffix(word, (part) => (part.length > 2 ? parts(part) : undefined));
    if (affix) return { phonemes: oneMainStress(affix), way: "affix" };
    const compound = byCompound(word, { find: parts, isCommon: (part) => lexicon.isCommon(part) });
    return compound ? { phonemes: compound, way: "compound" } : undefined;
  };

  const unknown = (word: string): SaidWord => {
    const lower = word.toLowerCase();
    return (
      derived(lower) ??
      (isUnsayable(lower.replace(/'/g, ""))
        ? { phonemes: spell(lower), way: "spelled" }
        : { phonemes: byLetters(lower), way: "letters" })
    );
  };

  const capitals = (word: string): SaidWord => {
    const [, letters = word, plural = ""] = /^(\p{Lu}+)('?s)?$/u.exec(word) ?? [];
    const lower = letters.toLowerCase();
    const exact = lexicon.find(letters);
    const own = formOf(exact, "NOUN");
    const isWord = typeof own === "string" ? exact !== undefined : isShouted(lower);
    // misaki says with an empty NOUN that the capitals are spelled: "IT", "ID"
    const said =
      exact !== undefined && isWord && own
        ? own
        : isShouted(lower) || letters.length > 5 || (letters.length > 4 && find(lower))
          ? (find(lower) ?? unknown(lower).phonemes)
          : undefined;
    const phonemes = said ?? spell(letters);
    return { phonemes: plural ? withS(phonemes) : phonemes, way: said ? "lexicon" : "spelled" };
  };

  return (word, role) => {
    if (word.length > 1 && /^\p{Lu}{2,}(?:'?s)?$/u.test(word)) return capitals(word);
    if (word.length === 1 && !/^[aI]$/.test(word)) return { phonemes: spell(word), way: "spelled" };
    const entry = lexicon.find(word) ?? lexicon.find(word.toLowerCase());
    const form = formOf(entry, role);
    if (form) return { phonemes: form, way: "lexicon" };
    const cached = known.get(word) ?? unknown(word);
    if (known.size > 5000) known.clear();
    known.set(word, cached);
    return cached;
  };
}

/** Null where the lexicon says that the word is spelled in this role. */
function formOf(entry: Entry | undefined, role?: Role): string | null | undefined {
  if (entry === undefined || typeof entry === "string") return entry;
  if (role === "VBN") return entry["VBN"] ?? entry["VBD"] ?? entry["DEFAULT"];
  if (role && role in entry) return entry[role];
  return entry["DEFAULT"];
}

function oneMainStress(phonemes: string): string {
  const main = phonemes.lastIndexOf("ˈ");
  return main < 0 ? phonemes : phonemes.slice(0, main).replaceAll("ˈ", "ˌ") + phonemes.slice(main);
}
