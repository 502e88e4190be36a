/** Two letters for one of misaki's, and other plain exchanges. */
const exchanges: Readonly<Record<string, string>> = {
  A: "eɪ", I: "aɪ", O: "oʊ", W: "aʊ", Y: "ɔɪ", Q: "əʊ", ʤ: "dʒ", ʧ: "tʃ", T: "ɾ", ᵊ: "ə", ɑ: "ɑː", ɔ: "ɔː", u: "uː", "…": ".", "—": ",",
}; // prettier-ignore

const consonantOrEnd = String.raw`(?=$|[bdfɡhjklmnŋpstvwzðθʃʒʧʤʔ])`;
const unstressedR = new RegExp(`(?<![ˈˌ])əɹ${consonantOrEnd}`, "g");

/** Phonemes of misaki's alphabet as espeak writes them for American English, which is what Piper's voices were trained on. */
export function toEspeak(phonemes: string): string {
  return toEspeakWords(phonemes)
    .map(({ espeak }) => espeak)
    .join(" ");
}

/** The same word by word. */
export const toEspeakWords = (
  phonemes: string,
): readonly { readonly misaki: string; readonly espeak: string }[] =>
  phonemes.split(" ").map((misaki) => ({ misaki, espeak: word(misaki) }));

function word(phonemes: string): string {
  const [, body = "", marks = ""] = /^(.*?)([.,;:!?…—]*)$/u.exec(phonemes) ?? [];
  return (
    exchanged(
      body
        .replace(/ɜɹ/g, "ɜː")
        .replace(unstressedR, "ɚ")
        // long where it is stressed or inside the word: "be", "ˈiːzi"
        .replace(/(?<=[ˈˌ])i|i(?!$)/g, "iː")
        .replace(/^ə/, "ɐ"),
    ) + exchanged(marks)
  );
}

const exchanged = (text: string): string =>
  [...text].map((symbol) => exchanges[symbol] ?? symbol).join("");
