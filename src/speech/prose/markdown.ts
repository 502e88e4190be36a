import type { Nodes, Parent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { codeBlocks } from "../code/code.ts";
import { sayInlineCode } from "../code/inlineCode.ts";
import { isKnown } from "../code/languages.ts";
import { type Range, Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";
import { sayMarks } from "./marks.ts";
import { definitionsOf, markdownPieces, type Piece } from "./pieces.ts";
import type { Manner } from "../utterance.ts";

/** Seconds of silence. */
const after = { heading: 0.6, paragraph: 0.45, item: 0.3, row: 0.25, code: 0.45 } as const;

interface Document {
  readonly source: string;
  readonly manner: Manner;
}

/**
 * Markdown as a person would read it out: marks are silent, tables and lists are said in words, HTML is skipped. It is read
 * piece by piece, so that the first blocks of a long text come soon.
 */
export function* markdownBlocks(
  source: string,
  manner: Manner,
  pieceSize?: number,
): Generator<Block, void, undefined> {
  // front matter is blanked in place, so that offsets stay
  const text = source.replace(
    /^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?=\r?\n|$)/,
    (front) => front.replace(/[^\r\n]/g, " "),
  );
  const document = { source: text, manner };
  const definitions = definitionsOf(text);
  for (const piece of markdownPieces(text, pieceSize))
    for (const node of nodesOf(piece, { document, definitions }))
      yield* blocksOf(node, document, after.paragraph);
}

/** The blocks of a piece, with offsets into the whole text. What its names lead to may stand anywhere in the text. */
function nodesOf(
  { start, end }: Piece,
  {
    document,
    definitions,
  }: { readonly document: Document; readonly definitions: ReadonlyMap<string, string> },
): readonly Nodes[] {
  const text = document.source.slice(start, end);
  const folded = text.toLowerCase();
  const used = [...definitions].filter(([name]) => folded.includes(`[${name}]`));
  const whole = [text, ...used.map(([, line]) => line)].join("\n\n");
  const options = { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] };
  const { children } = fromMarkdown(whole, options);
  const own = children.filter((node) => rangeOf(node).start < text.length);
  for (const node of own) move(node, start);
  return own;
}

/** Adds to the offsets of a node and of all in it. */
function move(node: Nodes, by: number): void {
  const { position } = node;
  if (position) {
    position.start.offset = (position.start.offset ?? 0) + by;
    position.end.offset = (position.end.offset ?? 0) + by;
  }
  if ("children" in node) for (const child of node.children) move(child, by);
}

function blocksOf(node: Nodes, document: Document, pause: number): Block[] {
  switch (node.type) {
    case "heading":
      return paragraph(node, document, after.heading).map((block) => ({
        ...block,
        heading: node.depth,
      }));
    case "paragraph":
      return paragraph(node, document, pause);
    case "list":
      return node.children.flatMap((item, i) => {
        const number = node.ordered ? `${(node.start ?? 1) + i}, ` : "";
        const task = item.checked === true ? "done: " : item.checked === false ? "to do: " : "";
        const blocks = item.children.flatMap((child) => blocksOf(child, document, after.item));
        const { start } = rangeOf(item);
        return startWith(`${number}${task}`, { blocks, range: { start, end: start + 1 } });
      });
    case "footnoteDefinition":
      return startWith("Footnote: ", {
        blocks: inside(node, document, pause),
        range: markOf(node),
      });
    case "table":
      return rows(node, document);
    case "code":
      return fence(node, document);
    case "root":
    case "blockquote":
      return inside(node, document, pause);
    default:
      return [];
  }
}

const inside = (node: Parent, document: Document, pause: number): Block[] =>
  node.children.flatMap((child) => blocksOf(child, document, pause));

function paragraph(node: Parent & Nodes, document: Document, pause: number): Block[] {
  const said = new Traced();
  sayInlines(said, node.children, { document, around: rangeOf(node) });
  return [{ said, pause }];
}

/** Puts words before the first block. */
function startWith(
  words: string,
  { blocks, range }: { readonly blocks: readonly Block[]; readonly range: Range },
): Block[] {
  const [first, ...rest] = blocks;
  if (!first || !words) return [...blocks];
  return [{ ...first, said: new Traced().say(words, range).append(first.said) }, ...rest];
}

/** Each row as "column: value"; a table without rows as its columns. */
function rows(table: Table, document: Document): Block[] {
  const [head, ...body] = table.children;
  const cells = (row: (typeof table.children)[number] | undefined): Traced[] =>
    (row?.children ?? []).map((cell) => paragraph(cell, document, 0)[0]?.said ?? new Traced());
  const columns = cells(head).map(({ text }) => text.trim());
  const wanted = body.length ? body : head ? [head] : [];
  return wanted.map((row) => {
    const said = new Traced();
    const range = rangeOf(row);
    for (const [i, cell] of cells(row).entries()) {
      if (!cell.text.trim()) continue;
      if (said.text) said.say(", ", range);
      const place = row.children[i] ? rangeOf(row.children[i]) : range;
      if (row !== head && columns[i]) said.say(`${columns[i]}: `, place);
      said.append(cell);
    }
    return { said, pause: after.row };
  });
}

/** A fence in a language that is known is read by style; any other is announced, and so is every one in the style "prose". */
function fence(node: Extract<Nodes, { type: "code" }>, { source, manner }: Document): Block[] {
  const range = rangeOf(node);
  const count = node.value ? node.value.split("\n").length : 0;
  const said = new Traced().say(`Code block, ${count} ${count === 1 ? "line" : "lines"}.`, range);
  const announced: Block[] = [{ said, pause: after.code }];
  if (manner.style === "prose" || !node.lang || !isKnown(node.lang) || !count) return announced;
  const raw = source.slice(range.start, range.end);
  const body = raw.indexOf("\n") + 1;
  const close = /\n[ \t>]*(?:`{3,}|~{3,})[ \t]*$/.exec(raw)?.index ?? raw.length;
  // a fence inside a quotation has marks at its line starts that are no code
  const text = raw
    .slice(body, Math.max(body, close))
    .replace(/^[ \t]*(?:>[ \t]?)+/gm, (mark) => " ".repeat(mark.length));
  return [
    ...announced,
    ...codeBlocks(text, { languageId: node.lang, manner, start: range.start + body }),
  ];
}

/** Addresses that are found late have no place of their own, nor has the text that they part: both are looked up in what is around them. */
function sayInlines(
  said: Traced,
  nodes: readonly Nodes[],
  { document, around }: { readonly document: Document; readonly around: Range },
): void {
  let { start } = around;
  for (const [i, node] of nodes.entries()) {
    const next = nodes.slice(i + 1).find(({ position }) => position !== undefined);
    const rest = { start, end: next ? rangeOf(next).start : around.end };
    const range = node.position ? rangeOf(node) : lookedUp(node, { document, rest });
    sayInline(said, node, { document, range });
    start = Math.max(start, node.position || range.end < rest.end ? range.end : start);
  }
}

function lookedUp(
  node: Nodes,
  { document, rest }: { readonly document: Document; readonly rest: Range },
): Range {
  const child = "children" in node ? node.children[0] : node;
  const value = child && "value" in child ? child.value : "";
  const found = document.source.indexOf(value, rest.start);
  if (!value || found < 0 || found + value.length > rest.end) return rest;
  return { start: found, end: found + value.length };
}

function sayInline(
  said: Traced,
  node: Nodes,
  { document, range }: { readonly document: Document; readonly range: Range },
): void {
  const source = document.source.slice(range.start, range.end);
  switch (node.type) {
    case "text":
      return void said.append(
        sayMarks(new Traced().align(node.value, { source, start: range.start }), document.manner),
      );
    case "inlineCode": {
      const start = range.start + Math.max(0, source.indexOf(node.value));
      return sayInlineCode(said, { code: node.value, start, manner: document.manner });
    }
    case "link": {
      const shown = document.source.slice(...ends(node.children)) || source;
      if (shown === node.url || /^(?:https?:\/\/|www\.)\S+$/.test(shown))
        return void said.say(`link to ${hostOf(node.url)}`, range);
      break;
    }
    case "image":
    case "imageReference":
      return void (node.alt && said.say(`image: ${node.alt}`, range));
    case "html":
      return void (/^<br\b/i.test(node.value) && said.say(" ", range));
    case "break":
      return void said.say(" ", range);
    default:
  }
  if ("children" in node) sayInlines(said, node.children, { document, around: range });
}

const hostOf = (url: string): string =>
  /^[a-z]+:\/\/(?:www\.)?([^/:?#]+)/i.exec(url)?.[1] ?? url.replace(/^mailto:/, "");

const ends = (nodes: readonly Nodes[]): [number, number] => {
  const [first, last] = [nodes[0], nodes.at(-1)];
  return first && last ? [rangeOf(first).start, rangeOf(last).end] : [0, 0];
};

const rangeOf = ({ position }: Nodes): Range => ({
  start: position?.start.offset ?? 0,
  end: position?.end.offset ?? 0,
});

const markOf = (node: Nodes): Range => {
  const { start } = rangeOf(node);
  return { start, end: start + 1 };
};
