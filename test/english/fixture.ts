import type { Entry } from "../../predictors/english/lexicon.ts";

/** A few entries in the form of misaki's lexicons. */
export const gold: Readonly<Record<string, Entry>> = {
  the: "ði", a: "ɐ", to: "tu", of: "ʌv", is: "ɪz", it: "ɪt", in: "ɪn", one: "wˈʌn", two: "tˈu",
  cat: "kˈæt", cats: "kˈæts", apple: "ˈæpᵊl", run: "ɹˈʌn", save: "sˈAv", write: "ɹˈIt", try: "tɹˈI", watch: "wˈɑʧ", test: "tˈɛst",
  key: "kˈi", frame: "fɹˈAm", load: "lˈOd", value: "vˈælju", happy: "hˈæpi", hello: "həlˈO", world: "wˈɜɹld", number: "nˈʌmbəɹ", get: "ɡɛt", user: "jˈuzəɹ",
  record: { DEFAULT: "ɹˈɛkəɹd", VERB: "ɹəkˈɔɹd" },
  read: { DEFAULT: "ɹˈid", VBD: "ɹˈɛd", VBN: "ɹˈɛd" },
  used: { DEFAULT: "jˈuzd", VBD: "jˈust" },
  IT: { DEFAULT: "ɪt", NOUN: null },
  NASA: "nˈæsə",
  not: "nˌɑt",
}; // prettier-ignore
export const silver: Readonly<Record<string, Entry>> = { boolean: "bˈuliən", London: "lˈʌndən" };
