import {
  lettersAround,
  type LetterTree,
  type TreeNode,
  writeTree,
} from "../../../predictors/english/letterToSound.ts";
import type { Aligned } from "./align.ts";

/** Fewer examples than this do not make a rule. */
const fewest = 3;

interface Example {
  readonly letters: readonly string[];
  readonly answer: number;
}

/** The tree that says each letter of the words as they do. */
export function growTree(words: readonly Aligned[]): LetterTree {
  const answers: string[] = [];
  const known = new Map<string, number>();
  const numberOf = (chunk: string): number => {
    const number = known.get(chunk) ?? answers.push(chunk) - 1;
    known.set(chunk, number);
    return number;
  };
  const examples = words.flatMap(({ word, chunks }) =>
    chunks.map((chunk, i) => ({ letters: lettersAround(word, i), answer: numberOf(chunk) })),
  );
  return { answers, tree: writeTree(grow(examples, 0)) };
}

function grow(examples: readonly Example[], level: number): TreeNode {
  const answer = commonest(examples);
  const isPure = examples.every((example) => example.answer === answer);
  const depth = examples[0]?.letters.length ?? 0;
  if (isPure || level === depth) return { answer, children: new Map() };
  const byLetter = new Map<string, Example[]>();
  for (const example of examples) {
    const letter = example.letters[level] ?? "";
    const list = byLetter.get(letter);
    if (list) list.push(example);
    else byLetter.set(letter, [example]);
  }
  const children = new Map<string, TreeNode>();
  for (const [letter, some] of byLetter) {
    if (some.length < fewest) continue;
    const child = grow(some, level + 1);
    // a child that would only repeat its parent says nothing
    if (child.children.size || child.answer !== answer) children.set(letter, child);
  }
  return { answer, children };
}

function commonest(examples: readonly Example[]): number {
  const counts = new Map<number, number>();
  let best = 0;
  for (const { answer } of examples) {
    const count = (counts.get(answer) ?? 0) + 1;
    counts.set(answer, count);
  }
  let most = 0;
  for (const [answer, count] of counts) if (count > most) [best, most] = [answer, count];
  return best;
}
