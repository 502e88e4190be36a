/** What misaki writes for sounds of American IPA; longest first. */
const symbols: readonly (readonly [RegExp, string])[] = [
  [/t͡ʃ|tʃ/g, "ʧ"], [/d͡ʒ|dʒ/g, "ʤ"], [/eɪ|ei/g, "A"], [/aɪ|ai/g, "I"], [/oʊ|əʊ|ou/g, "O"], [/aʊ|au/g, "W"], [/ɔɪ|ɔi/g, "Y"],
  [/ɝ|ɜː?ɹ?/g, "ɜɹ"], [/ɚ/g, "əɹ"], [/[ː.‿]/g, ""], [/g/g, "ɡ"], [/r/g, "ɹ"], [/e/g, "ɛ"], [/'/g, "ˈ"], [/[^\S ]/g, " "],
]; // prettier-ignore

/** Sounds in IPA, as dictionaries write them, in misaki's alphabet. Misaki's own symbols stay. */
export const fromIpa = (sounds: string): string =>
  symbols.reduce((text, [pattern, symbol]) => text.replace(pattern, symbol), sounds.trim());
