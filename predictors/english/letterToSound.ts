/**
 * A decision tree from a letter and its neighbours to the phonemes that it stands for. It asks for one neighbour after the
 * other, in the order of `places`, and stops as soon as no further letter would change the answer (an IGTree; Daelemans,
 * van den Bosch & Weijters, 1997).
 */
export interface LetterTree {
  /** The answers; a node names one by its index. */
  readonly answers: readonly string[];
  /** The root, as text: see `writeTree`. */
  readonly tree: string;
}

/** Which letter each level of the tree looks at, from the letter itself; most telling first. */
export const places = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5] as const;

/** Stands for what is before and after a word. */
const outside = "-";

/** The letters that the tree looks at for the i-th letter of a word, in its order. */
export const lettersAround = (word: string, i: number): string[] =>
  places.map((place) => word[i + place] ?? outside);

export interface TreeNode {
  readonly answer: number;
  readonly children: ReadonlyMap<string, TreeNode>;
}

const base = 0x4e00; // one character an answer, from a range that JSON need not escape

/** A node is the character of its answer, then its children in brackets, each after its letter: "A[bB[..]cC]". */
export function writeTree({ answer, children }: TreeNode): string {
  const inner = [...children].map(([letter, child]) => letter + writeTree(child)).join("");
  return String.fromCharCode(base + answer) + (inner && `[${inner}]`);
}

/** Reads what `writeTree` wrote. */
export function readTree(text: string): TreeNode {
  let at = 0;
  const node = (): TreeNode => {
    const answer = text.charCodeAt(at++) - base;
    const children = new Map<string, TreeNode>();
    if (text[at] === "[") {
      at++;
      while (text[at] !== "]") {
        const letter = text.charAt(at++);
        children.set(letter, node());
      }
      at++;
    }
    return { answer, children };
  };
  return node();
}

/** Says how a word that stands in no lexicon is pronounced. Takes a word of the letters a–z and the apostrophe. */
export type LetterToSound = (word: string) => string;

export function openLetterToSound({ answers, tree }: LetterTree): LetterToSound {
  const root = readTree(tree);
  return (word) => {
    const sounds = [...word].map((_, i) => {
      let node = root;
      for (const letter of lettersAround(word, i)) {
        const next = node.children.get(letter);
        if (!next) break;
        node = next;
      }
      return answers[node.answer] ?? "";
    });
    return oneStress(sounds.join(""));
  };
}

const vowel = /[əɪiɛæɑʌOIAᵊɔuᵻɜWʊY]/u;

/** Letters are judged one by one, so a word may come out with two main stresses, or none. */
export function oneStress(phonemes: string): string {
  const first = phonemes.indexOf("ˈ");
  if (first >= 0)
    return phonemes.slice(0, first + 1) + phonemes.slice(first + 1).replaceAll("ˈ", "ˌ");
  const second = phonemes.indexOf("ˌ");
  if (second >= 0) return `${phonemes.slice(0, second)}ˈ${phonemes.slice(second + 1)}`;
  const strong = phonemes.search(/[ɪiɛæɑʌOIAɔuɜWʊY]/u);
  const at = strong >= 0 ? strong : phonemes.search(vowel);
  return at < 0 ? phonemes : `${phonemes.slice(0, at)}ˈ${phonemes.slice(at)}`;
}
