import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { maths } from "./maths.ts";

// models write "~5" for "about five", so one tilde strikes nothing out
const options = {
  extensions: [gfm({ singleTilde: false }), maths],
  mdastExtensions: [gfmFromMarkdown()],
};

/** Markdown with GitHub's tables, task lists and strikethrough, as a tree. Any text is valid. */
export function parse(text: string): Root {
  return fromMarkdown(text, options);
}

/** Where links like `[this][1]` lead, by identifier; notes are there as `^1`, and lead nowhere. */
export type Definitions = ReadonlyMap<string, string>;

/** The first definition of an identifier counts, wherever it stands. */
export function definitionsIn(tree: Nodes): Definitions {
  const found = new Map<string, string>();
  const visit = (node: Nodes): void => {
    if (node.type === "definition" && !found.has(node.identifier))
      found.set(node.identifier, node.url);
    // a mark like [^1] is one only if there is such a note
    if (node.type === "footnoteDefinition") found.set(`^${node.identifier}`, "");
    if ("children" in node) node.children.forEach(visit);
  };
  visit(tree);
  return found;
}

/** True when something here changes what other blocks mean. */
export function reachesElsewhere(tree: Nodes): boolean {
  return (
    tree.type === "definition" ||
    tree.type === "footnoteDefinition" ||
    ("children" in tree && tree.children.some(reachesElsewhere))
  );
}
