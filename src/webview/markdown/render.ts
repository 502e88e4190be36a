import type { Code, ListItem, Nodes, Table, TableRow } from "mdast";
import { element } from "../elements.ts";
import type { Definitions } from "./parse.ts";

/** How blocks become elements. */
export interface Rendering {
  readonly definitions: Definitions;
  /** A code block with whatever belongs around it. */
  readonly code: (node: Code) => HTMLElement;
  /** Puts more code into an element that `code` made for the same language. */
  readonly growCode: (made: HTMLElement, node: Code) => void;
  /** In place of a picture, which is never loaded: "Picture: {alt}". */
  readonly image: (alt: string) => string;
  /** Short code that names a place of the workspace, as a link; undefined for any other. */
  readonly place?: (text: string) => Node | undefined;
  /** Labels of a task's box. */
  readonly done: string;
  readonly notDone: string;
}

/** A node as DOM. Model text becomes text nodes and attributes only: HTML in it is shown, not run. */
export function render(node: Nodes, how: Rendering): Node[] {
  const inside = (parent: { readonly children: readonly Nodes[] }): Node[] =>
    parent.children.flatMap((child) => render(child, how));
  const wrap = (tag: keyof HTMLElementTagNameMap, parent: Parameters<typeof inside>[0]): Node[] => [
    element(tag, {}, ...inside(parent)),
  ];
  switch (node.type) {
    case "root":
      return inside(node);
    case "text":
      return [document.createTextNode(node.value)];
    case "paragraph":
      return wrap("p", node);
    case "heading":
      return [heading(node.depth, inside(node))];
    case "emphasis":
      return wrap("em", node);
    case "strong":
      return wrap("strong", node);
    case "delete":
      return wrap("del", node);
    case "blockquote":
      return wrap("blockquote", node);
    case "inlineCode":
      return [how.place?.(node.value) ?? element("code", { text: node.value })];
    case "code":
      return [how.code(node)];
    case "break":
      return [element("br", {})];
    case "thematicBreak":
      return [element("hr", {})];
    case "html":
      return [html(node.value)];
    case "list": {
      const list = element(node.ordered ? "ol" : "ul", {}, ...inside(node));
      if (node.ordered && typeof node.start === "number")
        list.setAttribute("start", String(node.start));
      return [list];
    }
    case "listItem":
      return [item(node, inside(node), how)];
    case "table":
      return [table(node, how)];
    case "link":
      return [link(node.url, inside(node))];
    case "linkReference":
      return [link(how.definitions.get(node.identifier), inside(node))];
    case "image":
    case "imageReference":
      return [element("span", { class: "picture", text: how.image(node.alt ?? "") })];
    case "footnoteReference":
      return [element("sup", { text: node.label ?? node.identifier })];
    case "footnoteDefinition": {
      const label = element("sup", { text: node.label ?? node.identifier });
      return [element("div", { class: "footnote" }, label, ...inside(node))];
    }
    default:
      // definitions, front matter and whatever comes later show nothing
      return [];
  }
}

/** The page has an `h1` of its own and each turn an `h2`, so the model's headings begin below them. */
function heading(depth: number, children: readonly Node[]): HTMLElement {
  const level = Math.min(6, depth + 2) as 3 | 4 | 5 | 6;
  return element(`h${level}`, { class: `depth${depth}` }, ...children);
}

/** Only addresses of the web can be followed; anything else stays text. */
function link(url: string | undefined, children: readonly Node[]): Node {
  if (!url || !/^https?:\/\//i.test(url)) return element("span", {}, ...children);
  return element("a", { attributes: { href: url, title: url, rel: "noreferrer" } }, ...children);
}

/** The one tag that models use where Markdown has nothing is the line break in a table. */
function html(value: string): Node {
  if (/^<br\s*\/?>$/i.test(value)) return element("br", {});
  return element("span", { class: "html", text: value });
}

function item(
  node: ListItem,
  children: readonly Node[],
  { done, notDone }: Rendering,
): HTMLElement {
  const made = element("li", { class: node.spread ? "loose" : "tight" }, ...children);
  if (typeof node.checked !== "boolean") return made;
  const box = element("input", { attributes: { type: "checkbox", disabled: "" } });
  box.ariaLabel = node.checked ? done : notDone;
  if (node.checked) box.setAttribute("checked", "");
  made.classList.add("task");
  made.prepend(box);
  return made;
}

function table(node: Table, how: Rendering): HTMLElement {
  const [head, ...body] = node.children.map((row) => toTableRow(row, node, how));
  const made = element("table", {}, element("thead", {}, ...(head ? [head] : [])));
  if (body.length) made.append(element("tbody", {}, ...body));
  // a wide table scrolls by itself and takes the focus, so that the keyboard can scroll it too
  return element("div", { class: "wide", attributes: { tabindex: "0" } }, made);
}

/** A row of `table`; its first one is the head. */
export function toTableRow(row: TableRow, { children, align }: Table, how: Rendering): HTMLElement {
  const tag = row === children[0] ? "th" : "td";
  const cells = row.children.map((cell, column) => {
    const made = element(tag, {}, ...cell.children.flatMap((child) => render(child, how)));
    const side = align?.[column];
    if (side) made.classList.add(side);
    return made;
  });
  return element("tr", {}, ...cells);
}
