import { literal } from "../../platform/literal.ts";
/** What a person reads of a conversation: the folded, the hidden and the buttons are left out. */
const read = ".question .text, .answer .markdown, .reasoning[open] .reasoning-text";
/** Two texts that do not stand in the same one of these are two lines. */
const lines = "p, li, pre, td, th, h3, h4, h5, h6, .text, .reasoning-text";
/** More cannot be looked through one by one. */
const most = 1000;

interface Piece {
  readonly node: Text;
  /** Where its text begins in the whole. */
  readonly at: number;
}

/** Where `query` stands below `root`, from top to bottom, in whatever case; a match may go over coloured or bold parts. */
export function matchesIn(root: HTMLElement, query: string): Range[] {
  if (!query.trim()) return [];
  const wanted = new RegExp(literal(query).replace(/\s+/g, "\\s+"), "giu");
  return [...root.querySelectorAll<HTMLElement>(read)]
    .flatMap((part) => matchesOf(part, wanted))
    .slice(0, most);
}

function matchesOf(part: HTMLElement, wanted: RegExp): Range[] {
  const { pieces, text } = textOf(part);
  return [...text.matchAll(wanted)].map(({ index, 0: found }) => {
    const range = document.createRange();
    range.setStart(...placeOf(pieces, index));
    range.setEnd(...placeOf(pieces, index + found.length, true));
    return range;
  });
}

/** All text of an element, with a line end where another block begins. */
function textOf(part: HTMLElement): { readonly pieces: readonly Piece[]; readonly text: string } {
  const pieces: Piece[] = [];
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  let text = "";
  let line: Element | null | undefined;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const { parentElement: parent } = node;
    if (parent?.closest(".bar")) continue;
    const own = parent?.closest(lines);
    if (line !== undefined && own !== line) text += "\n";
    line = own;
    pieces.push({ node: node as Text, at: text.length });
    text += node.textContent ?? "";
  }
  return { pieces, text };
}

/** The text node that holds an offset, and where; an end belongs to the node before it. */
function placeOf(pieces: readonly Piece[], offset: number, isEnd = false): [Text, number] {
  const found = pieces.findLast(({ at }) => (isEnd ? at < offset : at <= offset));
  if (!found) throw new Error(`Nothing stands at ${offset}.`);
  return [found.node, Math.min(offset - found.at, found.node.length)];
}
