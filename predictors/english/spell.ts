/** The names of the letters, in misaki's alphabet. */
const names: Readonly<Record<string, string>> = {
  a: "ˈA", b: "bˈi", c: "sˈi", d: "dˈi", e: "ˈi", f: "ˈɛf", g: "ʤˈi", h: "ˈAʧ", i: "ˈI", j: "ʤˈA", k: "kˈA", l: "ˈɛl", m: "ˈɛm",
  n: "ˈɛn", o: "ˈO", p: "pˈi", q: "kjˈu", r: "ˈɑɹ", s: "ˈɛs", t: "tˈi", u: "jˈu", v: "vˈi", w: "dˈʌbᵊlju", x: "ˈɛks", y: "wˈI", z: "zˈi",
}; // prettier-ignore

/** Letter by letter, the last one stressed most, as acronyms are. Takes a–z in any case; other marks are silent. */
export function spell(letters: string): string {
  const said = [...letters.toLowerCase()].flatMap((letter) => names[letter] ?? []);
  return said.map((name, i) => (i < said.length - 1 ? name.replace("ˈ", "ˌ") : name)).join("");
}

/** Capitals that are words when they are shouted; other short ones are spelled. */
const shouted = new Set(
  "a all and any are as at be but by can do else end for from get has have if in is its let may must need new no none nor not of off ok on one only or our out per run see set she so than that the then this to try two up use via was way we when will with yes you your add big but call code data date day did done each fix good here how just know last left like line list load long look loop lost made main make many more most move much name next node note null old once open over part pass path play read real rest root rule same save send show size skip some sort stop such sure take task test text them they time todo tree true turn type undo user value very wait want warn week well went were what who why wide word work year zero".split(
    " ",
  ),
);
export const isShouted = (lower: string): boolean => shouted.has(lower);

/** A word of small letters that nobody could say: without a vowel, or beginning with consonants that English never begins with. */
export function isUnsayable(lower: string): boolean {
  if (!/[aeiouy]/.test(lower)) return true;
  return (
    /^(?:[bcdfgjklmnpqrstvwxz]{4}|[bdfgjkmpqvwxz][bcdfgjkmpqtvxz](?!h))/.test(lower) &&
    lower.length < 6 &&
    !/^(?:gn|kn|ps|pn|pt)/.test(lower)
  );
}
