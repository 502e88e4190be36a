/** Finds a word that is in the lexicon; undefined when it is not. */
export type Find = (word: string) => string | undefined;

const voiceless = /[ptkfθʔ]$/;
const hissing = /[szʃʒʧʤ]$/;

/** The plural or third person of a stem. */
export const withS = (stem: string): string =>
  stem + (hissing.test(stem) ? "ᵻz" : voiceless.test(stem) ? "s" : "z");

/** The past of a stem. */
export const withEd = (stem: string): string =>
  /[td]$/.test(stem)
    ? `${flapped(stem)}ᵻd`
    : stem + (voiceless.test(stem) || /[sʃʧ]$/.test(stem) ? "t" : "d");

/** American English softens a t between vowels: "writing". */
const flapped = (stem: string): string => stem.replace(/(?<=[AIOWYiuəɛæɪɑɔɜɹ])t$/, "ɾ");

/** A word as its stem and an ending that English adds by rule. */
export function byStem(word: string, find: Find): string | undefined {
  return (
    plural(word, find) ??
    past(word, find) ??
    ending(word, { suffix: "ing", said: "ɪŋ", find }) ??
    ending(word, { suffix: "er", said: "əɹ", find }) ??
    ending(word, { suffix: "able", said: "əbᵊl", find })
  );
}

function plural(word: string, find: Find): string | undefined {
  if (word.endsWith("'s")) return mapped(find(word.slice(0, -2)), withS);
  if (word.endsWith("s'")) return find(word.slice(0, -1));
  if (!/[^s']s$/.test(word)) return undefined;
  const stem =
    find(word.slice(0, -1)) ??
    (word.endsWith("ies")
      ? find(`${word.slice(0, -3)}y`)
      : word.endsWith("es")
        ? find(word.slice(0, -2))
        : undefined);
  return mapped(stem, withS);
}

function past(word: string, find: Find): string | undefined {
  if (!word.endsWith("ed") || word.length < 4) return undefined;
  const stem =
    find(word.slice(0, -1)) ?? find(word.slice(0, -2)) ?? undoubled(word.slice(0, -2), find);
  if (stem) return withEd(stem);
  return word.endsWith("ied") ? mapped(find(`${word.slice(0, -3)}y`), withEd) : undefined;
}

function ending(
  word: string,
  { suffix, said, find }: { readonly suffix: string; readonly said: string; readonly find: Find },
): string | undefined {
  if (!word.endsWith(suffix) || word.length < suffix.length + 2) return undefined;
  const body = word.slice(0, -suffix.length);
  const stem =
    find(body) ??
    find(`${body}e`) ??
    undoubled(body, find) ??
    (suffix === "er" && body.endsWith("i") ? find(`${body.slice(0, -1)}y`) : undefined);
  return mapped(stem, (phonemes) => flapped(phonemes) + said);
}

/** "runn" → "run" */
const undoubled = (body: string, find: Find): string | undefined =>
  /([^aeiouls])\1$|ll$/.test(body) ? find(body.slice(0, -1)) : undefined;

const prefixes: Readonly<Record<string, string>> = {
  un: "ʌn", re: "ɹi", pre: "pɹi", non: "nɑn", sub: "sʌb", multi: "mˌʌlti", inter: "ˌɪntəɹ", auto: "ˌɔɾO", de: "di", dis: "dɪs", mis: "mɪs",
  over: "ˌOvəɹ", under: "ˌʌndəɹ", super: "sˌupəɹ", hyper: "hˌIpəɹ", meta: "mˌɛɾə", micro: "mˌIkɹO", mini: "mˌɪni", co: "kˌO", pseudo: "sˌudO", anti: "ˌænti", post: "pˌOst",
}; // prettier-ignore

const suffixes: Readonly<Record<string, string>> = {
  ness: "nəs", less: "ləs", ful: "fᵊl", ly: "li", ment: "mənt", ship: "ʃˌɪp", like: "lˌIk", wise: "wˌIz", able: "əbᵊl", ize: "Iz", ise: "Iz", izer: "Izəɹ", ization: "əzˈAʃən", ish: "ɪʃ", ism: "ɪzəm", ist: "ɪst", ity: "əɾi",
}; // prettier-ignore

/** A word as a prefix or suffix and a word that is known. */
export function byAffix(word: string, find: Find): string | undefined {
  for (const [prefix, said] of Object.entries(prefixes)) {
    if (!word.startsWith(prefix) || word.length < prefix.length + 3) continue;
    const rest = find(word.slice(prefix.length));
    if (rest) return said + rest;
  }
  for (const [suffix, said] of Object.entries(suffixes)) {
    if (!word.endsWith(suffix) || word.length < suffix.length + 3) continue;
    const body = word.slice(0, -suffix.length);
    const rest =
      find(body) ??
      (/^[aeiou]/.test(suffix) ? find(`${body}e`) : undefined) ??
      (body.endsWith("i") ? find(`${body.slice(0, -1)}y`) : undefined);
    if (rest) return (said.includes("ˈ") ? rest.replace("ˈ", "ˌ") : rest) + said;
  }
  return undefined;
}

/** A word as two words that are known, the longest first part winning: "keyframe", "changelog". */
export function byCompound(
  word: string,
  { find, isCommon }: { readonly find: Find; readonly isCommon: (word: string) => boolean },
): string | undefined {
  for (let cut = word.length - 3; cut >= 3; cut--) {
    const [head, tail] = [word.slice(0, cut), word.slice(cut)];
    if (!isCommon(head) || !isCommon(tail)) continue;
    const [first, second] = [find(head), find(tail)];
    if (first && second) return first + second.replace("ˈ", "ˌ");
  }
  return undefined;
}

const mapped = (value: string | undefined, change: (value: string) => string): string | undefined =>
  value === undefined ? undefined : change(value);
