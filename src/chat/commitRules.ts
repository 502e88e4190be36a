import { lineLength } from "./commitFacts.ts";
import type { FileChange } from "./diff.ts";

/** What a message can do wrong that a program can see. */
export type CommitFault =
  | "empty"
  | "long"
  | "markup"
  | "mood"
  | "repeats"
  | "echo"
  | "ungrounded"
  | "invented"
  | "verb";

/**
 * Everything that is wrong with a message for a change, as far as the diff tells: not an order in one line, names what the
 * diff has not, or says that something was added or removed where nothing was. `examples`: messages that the model had
 * before its eyes, which small models say again.
 */
export function faultsOf(
  message: string,
  files: readonly FileChange[],
  examples: readonly string[] = [],
): CommitFault[] {
  const words = wordsOf(message);
  if (!words.length) return ["empty"];
  // "fix(chat): " is a custom of many projects
  const order = message.replace(/^[a-z]+(?:\([^)]*\))?!?:\s+/, "");
  const diff = new Set(files.flatMap(textsOf).flatMap(wordsOf));
  const told = words.slice(1).filter((word) => word.length > 1 && !common.has(word));
  const names = message.match(/[\w$]+(?:[._/][\w$]+)+|\w*[a-z][A-Z]\w*|`[^`]+`/g) ?? [];
  const faults: readonly (readonly [CommitFault, boolean])[] = [
    ["long", message.length > lineLength],
    ["markup", /\n|```|^[#>*-]|\*\*|[{};]|=>/.test(message)],
    ["mood", !isOrder(/^(\S+)\s+\S/.exec(order)?.[1] ?? "")],
    ["repeats", repeats(words)],
    ["echo", examples.some((example) => share(words, new Set(wordsOf(example))) > 0.6)],
    ["ungrounded", !told.some((word) => diff.has(word))],
    ["invented", names.flatMap(wordsOf).some((word) => !diff.has(word))],
    ["verb", !fits(wordsOf(order)[0] ?? "", files)],
  ];
  return faults.flatMap(([fault, isThere]) => (isThere ? [fault] : []));
}

/** Not "added", "adds", "adding", "this", "the": by its form, for every verb can be an order. */
const isOrder = (first: string): boolean =>
  /^[a-z]+$/i.test(first) &&
  !/(?:ing|ed)$|[^s]s$/i.test(
    first.replace(/^(?:bring|ping|need|embed|feed|speed|seed|focus|alias)$/i, ""),
  ) &&
  !/^(?:a|an|the|this|that|it|i|we|in|for|with|new|no|and|or|by|on|of|to|here|there|const|let|var)$/i.test(
    first,
  );

/** "Remove" needs something that is gone, "Add" something that is there now. */
function fits(verb: string, files: readonly FileChange[]): boolean {
  const side = /^(?:remove|delete|drop)$/.test(verb)
    ? "removed"
    : /^(?:add|create|introduce)$/.test(verb)
      ? "added"
      : undefined;
  return side === undefined || files.some(({ hunks }) => hunks.some((hunk) => hunk[side].length > hunk[other[side]].length)); // prettier-ignore
}
const other = { added: "removed", removed: "added" } as const;

/** The same three words twice, or one that is no filler three times. */
function repeats(words: readonly string[]): boolean {
  const triples = words.map((_, i) => words.slice(i, i + 3).join(" ")).slice(0, -2);
  const often = words.filter((word) => !common.has(word));
  return (
    new Set(triples).size < triples.length ||
    often.some((word) => often.filter((one) => one === word).length > 2)
  );
}

const share = (words: readonly string[], of: ReadonlySet<string>): number => {
  const own = words.filter((word) => !common.has(word));
  return own.length ? own.filter((word) => of.has(word)).length / own.length : 0;
};

const textsOf = ({ path, from = "", hunks }: FileChange): string[] => [
  path,
  from,
  ...hunks.flatMap(({ added, removed, above }) => [...added, ...removed, ...above]),
];

/** "toClock's" → to, clock: parts of names in lower case, without the endings of plurals and of the third person. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " ")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/, "") : word));

const common = new Set(
  (
    "a an and are as at be by can do for from has have how in into is it its not of on or out so that the then this to up " +
    "was when which with without code file function method class new use"
  ).split(" "),
);
