import type { ListItem, RootContent, Table, TableRow } from "mdast";
import { patch } from "./patch.ts";
import { render, toTableRow, type Rendering } from "./render.ts";

/** A block and the piece of text that it came from. */
export interface Source {
  readonly node: RootContent;
  readonly text: string;
}

/** Blocks that are one element each, whatever is in them. */
const single: ReadonlySet<string> = new Set<RootContent["type"]>([
  ...(["paragraph", "heading", "code", "list", "listItem"] as const),
  ...(["blockquote", "thematicBreak", "table", "tableRow"] as const),
]);

/**
 * Brings `made`, which was rendered from `old`, to what `next` looks like, and touches only what is new: the last words
 * of a paragraph, the last item of a list, the last row of a table. False when it must be rendered anew; nothing is changed then.
 */
export function grow(made: Node, old: Source, next: Source, how: Rendering): boolean {
  if (!(made instanceof HTMLElement)) return false;
  const { node } = next;
  if (node.type === "code") {
    if (old.node.type !== "code" || old.node.lang !== node.lang) return false;
    how.growCode(made, node);
    return true;
  }
  if (node.type === "table") return growTable(made, { node, old, next }, how);
  if (node.type === "paragraph" && old.node.type === "paragraph") {
    patch(made, [...(render(node, how)[0]?.childNodes ?? [])]);
    return true;
  }
  if (!isAlike(old.node, node)) return false;
  const isTask = node.type === "listItem" && typeof node.checked === "boolean";
  return growChildren(
    { parent: made, before: isTask ? 1 : 0, how, make: (child) => render(child, how) },
    childrenOf(old),
    childrenOf(next),
  );
}

/** Whether two containers differ only in what is inside. */
function isAlike(old: RootContent, next: RootContent): boolean {
  if (next.type === "list")
    return old.type === "list" && old.ordered === next.ordered && old.start === next.start;
  if (next.type === "listItem") return old.type === "listItem" && isSameItem(old, next);
  return next.type === "blockquote" && old.type === "blockquote";
}

const isSameItem = (old: ListItem, next: ListItem): boolean =>
  old.checked === next.checked && old.spread === next.spread;

function growTable(
  made: HTMLElement,
  { node, old, next }: { readonly node: Table; readonly old: Source; readonly next: Source },
  how: Rendering,
): boolean {
  const body = made.querySelector("tbody");
  const [oldHead, ...oldRows] = childrenOf(old);
  const [head, ...rows] = childrenOf(next);
  if (old.node.type !== "table" || !body || oldHead?.text !== head?.text) return false;
  if (String(old.node.align) !== String(node.align)) return false;
  const make = (row: RootContent): Node[] => [toTableRow(row as TableRow, node, how)];
  return growChildren({ parent: body, before: 0, how, make }, oldRows, rows);
}

interface Growing {
  readonly parent: HTMLElement;
  /** So many children of the parent do not come from the text. */
  readonly before: number;
  readonly how: Rendering;
  readonly make: (node: RootContent) => Node[];
}

function growChildren(
  { parent, before, how, make }: Growing,
  old: readonly Source[],
  next: readonly Source[],
): boolean {
  if (![...old, ...next].every(({ node }) => single.has(node.type))) return false;
  for (const [i, child] of next.entries()) {
    const made = parent.childNodes[before + i];
    const known = old[i];
    if (!made || !known) parent.append(...make(child.node));
    else if (!isSame(known, child) && !grow(made, known, child, how))
      made.replaceWith(...make(child.node));
  }
  while (parent.childNodes.length > before + next.length) parent.lastChild?.remove();
  return true;
}

const isSame = (old: Source, next: Source): boolean =>
  old.text === next.text &&
  old.node.type === next.node.type &&
  (next.node.type !== "listItem" || isSameItem(old.node as ListItem, next.node));

/** What is directly inside, each with its text. */
function childrenOf({ node, text }: Source): Source[] {
  if (!("children" in node)) return [];
  const start = node.position?.start.offset ?? 0;
  return (node.children as RootContent[]).map((child) => ({
    node: child,
    text: text.slice(
      (child.position?.start.offset ?? 0) - start,
      (child.position?.end.offset ?? 0) - start,
    ),
  }));
}
