/** Terms that are taken in place of one. */
const most = 4;

/** Letters of an alphabet that a word needs before it may begin others, or be a slip of the hand for another. */
const shortest = { beginning: 3, slip: 5, shortened: 6, twoSlips: 9 };
/** An ending that the stemmer has taken from the word, and could not take from its beginning. */
const ending = { most: 4, stem: 4 };

/**
 * What somebody may have meant by a term that stands nowhere: terms that begin with it, for it may not be typed to its
 * end, else those that are a slip of the hand away, else long ones of which it leaves out some letters ("kepactiv" for
 * "keepactive"), else its beginning, else what is two slips away from a long word. At most four, those that stand in
 * most places first.
 * @param terms all that there are; those that begin with another letter are never meant
 */
export function nearest(
  term: string,
  terms: Iterable<string>,
  placesOf: (term: string) => number,
): string[] {
  const { slips, mayBegin } = tolerance(term);
  const [begun, slipped, shortened, stems, further]: string[][] = [[], [], [], [], []];
  for (const name of terms) {
    if (name.charCodeAt(0) !== term.charCodeAt(0)) continue;
    const longer = name.length - term.length;
    if (longer > 0 && mayBegin && name.startsWith(term)) begun?.push(name);
    else if (
      longer < 0 &&
      longer >= -ending.most &&
      name.length >= ending.stem &&
      term.startsWith(name)
    )
      stems?.push(name);
    else {
      const between = Math.abs(longer) <= slips ? slipsBetween(term, name, slips) : Infinity;
      if (between === 1 && slips) slipped?.push(name);
      else if (longer > 1 && longer <= mostLeftOut(term) && hasInOrder(name, term))
        shortened?.push(name);
      else if (between <= slips) further?.push(name);
    }
  }
  for (const found of [begun, slipped, shortened, stems, further]) {
    const known = (found ?? []).map((name) => ({ name, places: placesOf(name) }));
    const there = known.filter(({ places }) => places > 0);
    there.sort((a, b) => b.places - a.places);
    if (there.length) return there.slice(0, most).map(({ name }) => name);
  }
  return [];
}

/** Which terms `nearest` can take for one, besides those that begin with it: their lengths. */
export function lengthsNear(term: string): { readonly least: number; readonly most: number } {
  const { slips } = tolerance(term);
  const longer = Math.max(slips, mostLeftOut(term));
  return { least: term.length - Math.max(slips, ending.most), most: term.length + longer };
}

/** So many letters of a name may be left out, of a few in each part of it; none where too little is left to tell. */
const mostLeftOut = ({ length }: string): number =>
  length >= shortest.shortened ? Math.floor(length / 2) : 0;

/** All letters of `term` stand in `name`, in their order. */
function hasInOrder(name: string, term: string): boolean {
  let at = 0;
  for (let i = 0; i < name.length && at < term.length; i++)
    if (name.charCodeAt(i) === term.charCodeAt(at)) at++;
  return at === term.length;
}

function tolerance(term: string) {
  const slips = term.length >= shortest.twoSlips ? 2 : term.length >= shortest.slip ? 1 : 0;
  // a single Chinese character is a word
  const mayBegin = term.length >= shortest.beginning || /^\p{Lo}/u.test(term);
  return { slips, mayBegin };
}

/**
 * Letters that are wrong, missing, too many, or have changed places with their neighbour (Damerau's distance, each pair
 * changed once); more than `most` for anything beyond.
 */
export function slipsBetween(a: string, b: string, most: number): number {
  let [before, above]: [number[], number[]] = [[], []];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    [before, above] = [above, row];
    row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let slips = Math.min(
        (above[j - 1] as number) + (same ? 0 : 1),
        (above[j] as number) + 1,
        (row[j - 1] as number) + 1,
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) slips = Math.min(slips, (before[j - 2] as number) + 1);
      row.push(slips);
      least = Math.min(least, slips);
    }
    if (least > most) return least;
  }
  return row[b.length] as number;
}
