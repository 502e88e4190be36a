/** What a text is written in that a voice for English cannot say: another script, or another language. */
export type Foreign =
  | { readonly kind: "script" }
  /** BCP 47. */
  | { readonly kind: "language"; readonly language: string };

/** Small words that stand in nearly every sentence of a language, and seldom or never in the others. */
const small: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    en: "the of and to is that it for with as are this be by from not or which",
    de: "der und ist nicht das ein eine zu den mit von sich auf dem für wird im auch werden oder die",
    fr: "le les des et est un une que qui dans pour pas sur avec sont au ce il elle du",
    es: "el los las y es un una que por con para del se como más pero su está",
    it: "il di che è una per non con sono della nel più anche gli questo",
    pt: "é um uma que não para com da em na mais são dos pelo também",
    nl: "het een en van dat niet op voor met zijn aan ook wordt deze",
  }).map(([language, words]) => [language, words.split(" ")]),
);

/** Fewer small words than this prove nothing: names and code have some by chance. */
const enough = 6;

/** Undefined for English, and for what is too short or too mixed to tell. */
export function foreignIn(text: string): Foreign | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/[\p{Script=Latin}\p{Script=Greek}]/gu)?.length ?? 0;
  if (letters && latin < letters * 0.4) return { kind: "script" };
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = Object.entries(small).map(([language, own]) => {
    const found = words.filter((word) => own.includes(word));
    return { language, count: found.length, different: new Set(found).size };
  });
  const best = counts.reduce((most, one) => (one.count > most.count ? one : most));
  const english = counts.find(({ language }) => language === "en")?.count ?? 0;
  const isSure = best.count >= enough && best.different >= enough / 2;
  return isSure && best.count > 2 * english
    ? { kind: "language", language: best.language }
    : undefined;
}
