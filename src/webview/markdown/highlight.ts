import type { Element, ElementContent, Root, RootContent } from "hast";
import { common, createLowlight } from "lowlight";
import { patch } from "./patch.ts";

const lowlight = createLowlight(common);

/** What stands after so many letters stays plain. */
const limit = 30_000;
/** Lines that are coloured together; more where a comment or a text goes over their end. */
const group = 12;
/** How many lines more are tried then. */
const more = 4;

/**
 * The code of a block as text with coloured spans (`hljs-keyword` …), for code that grows at its end: groups of lines
 * that are complete are coloured once. The groups depend on the code alone, not on how it came. Plain when the
 * language is not known.
 */
export class ColouredCode {
  readonly #parent: HTMLElement;
  readonly #language: string | undefined;
  /** Another language may stand in it, up to the end of a script or style. */
  readonly #isPage: boolean;
  /** The language inside the other one where the next group begins: that of a script in a page. */
  #inner: string | undefined;
  #code = "";
  /** Everything before this offset is coloured for good. */
  #settled = 0;
  /** So many lines after it are known to be no group. */
  #tried = 0;
  /** The lines after it. */
  #open: HTMLElement;

  constructor(parent: HTMLElement, language: string) {
    const name = language.toLowerCase();
    this.#parent = parent;
    this.#language = lowlight.registered(name) ? name : undefined;
    this.#open = this.#toLines();
    this.#isPage = ["html", "xhtml", "xml", "svg"].includes(name);
  }

  /** Shows `code`; when it does not go on from the code before, everything is coloured anew. */
  show(code: string): void {
    if (!code.startsWith(this.#code)) this.#forget();
    this.#code = code;
    while (this.#settle());
    const rest = code.slice(this.#settled);
    patch(this.#open, toNodes(rest, this.#colour(rest)));
  }

  #forget(): void {
    this.#parent.replaceChildren();
    this.#settled = 0;
    this.#tried = 0;
    this.#inner = undefined;
    this.#open = this.#toLines();
  }

  /** Colours the next group of lines if it is complete. */
  #settle(): boolean {
    const rest = this.#code.slice(this.#settled);
    const script = this.#inner === undefined ? undefined : upToItsEnd(rest);
    if (script !== undefined) {
      this.#keep(script, this.#colour(script), undefined);
      return true;
    }
    for (;;) {
      const lines = this.#tried ? this.#tried + more : group;
      const text = firstLines(rest, lines);
      if (text === undefined) return false;
      const tree = this.#colour(text);
      const end = tree ? endOf(tree) : "outside";
      const script = end.startsWith(scriptIn) && this.#inner === undefined && this.#isPage;
      if (end === "outside" || script) {
        this.#keep(text, tree, script ? end.slice(scriptIn.length) : this.#inner);
        return true;
      }
      this.#tried = lines;
    }
  }

  #keep(text: string, tree: Root | undefined, inner: string | undefined): void {
    patch(this.#open, toNodes(text, tree));
    this.#open = this.#toLines();
    this.#settled += text.length;
    this.#tried = 0;
    this.#inner = inner;
  }

  #colour(text: string): Root | undefined {
    const language = this.#inner ?? this.#language;
    if (!language || this.#settled + text.length > limit) return undefined;
    return lowlight.highlight(language, text);
  }

  /** Room for lines: a block of its own, which the browser need not lay out again when others are added below. */
  #toLines(): HTMLElement {
    const made = document.createElement("span");
    made.className = "lines";
    this.#parent.append(made);
    return made;
  }
}

const toNodes = (text: string, tree: Root | undefined): Node[] =>
  tree ? tree.children.map(toNode) : [document.createTextNode(text)];

/** The first `count` lines with their ends; undefined when there are not so many. */
function firstLines(text: string, count: number): string | undefined {
  let end = 0;
  for (let line = 0; line < count; line++) {
    end = text.indexOf("\n", end) + 1;
    if (!end) return undefined;
  }
  return text.slice(0, end);
}

/** The lines before the one that ends a script or style in a page, once that one is complete; there must be one at least. */
function upToItsEnd(text: string): string | undefined {
  const lines = firstLines(text, group) ?? text;
  const [, before] = /^([^]*?\n)[^\n]*<\/(?:script|style)\b[^\n]*\n/i.exec(lines) ?? [];
  return before;
}

const scriptIn = "in ";

/** Where lines end: outside of comments and texts, inside one, or in code of another language. */
function endOf(tree: Root): "outside" | "inside" | `in ${string}` {
  const last = tree.children.at(-1);
  if (endsLine(tree)) return "outside";
  if (last?.type !== "element" || !endsLine(last)) return "inside";
  const names = last.properties["className"];
  const name = Array.isArray(names) ? String(names[0]) : "";
  // what is no language but a part of one begins with "hljs-"
  return lowlight.registered(name) ? `${scriptIn}${name}` : "inside";
}

function endsLine({ children }: Root | Element): boolean {
  const last = children.at(-1);
  return last?.type === "text" && last.value.endsWith("\n");
}

function toNode(node: RootContent | ElementContent): Node {
  if (node.type === "text") return document.createTextNode(node.value);
  const span = document.createElement("span");
  if (node.type !== "element") return span;
  const names = node.properties["className"];
  if (Array.isArray(names)) span.className = names.join(" ");
  span.append(...node.children.map(toNode));
  return span;
}
