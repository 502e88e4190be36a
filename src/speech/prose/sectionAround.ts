import { fromMarkdown } from "mdast-util-from-markdown";
import type { Range } from "../../platform/traced.ts";

/** The section of a Markdown text that an offset lies in, from its heading to the next of the same rank or a higher one. Undefined above the first heading. */
export function sectionAround(
  text: string,
  offset: number,
): (Range & { readonly title: string }) | undefined {
  const headings = fromMarkdown(text).children.flatMap((node) => {
    if (node.type !== "heading") return [];
    const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
    const title = text.slice(start, end).replace(/^#+\s*|\s*#*$|\n[=-]+\s*$|[*_`]/g, "");
    return [{ depth: node.depth, start, title }];
  });
  const own = headings.findLast(({ start }) => start <= offset);
  if (!own) return undefined;
  const next = headings.find(({ start, depth }) => start > own.start && depth <= own.depth);
  return { start: own.start, end: next?.start ?? text.length, title: own.title };
}
