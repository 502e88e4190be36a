import type { ElementContent, Root, RootContent } from "hast";
import { common, createLowlight } from "lowlight";

const lowlight = createLowlight(common);

/** What stands after so many letters stays plain. */
const limit = 30_000;
/** Lines that are coloured together; more where a comment or a text goes over their end. */
const group = 20;
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
  #code = "";
  /** Everything before this offset is coloured for good. */
  #settled = 0;
  /** So many lines after it are known to be no group. */
  #tried = 0;
  #rest: readonly Node[] = [];

  constructor(parent: HTMLElement, language: string) {
    const name = language.toLowerCase();
    this.#parent = parent;
    this.#language = lowlight.registered(name) ? name : undefined;
  }

  /** Shows `code`; when it does not go on from the code before, everything is coloured anew. */
  show(code: string): void {
    if (!code.startsWith(this.#code)) this.#forget();
    this.#code = code;
    for (const node of this.#rest) this.#parent.removeChild(node);
    while (this.#settle());
    this.#rest = this.#toNodes(code.slice(this.#settled));
    this.#parent.append(...this.#rest);
  }

  #forget(): void {
    this.#parent.replaceChildren();
    this.#settled = 0;
    this.#tried = 0;
    this.#rest = [];
  }

  /** Colours the next group of lines if it is complete. */
  #settle(): boolean {
    for (;;) {
      const lines = this.#tried ? this.#tried + more : group;
      const text = firstLines(this.#code.slice(this.#settled), lines);
      if (text === undefined) return false;
      const tree = this.#colour(text);
      if (tree && !endsOutside(tree)) {
        this.#tried = lines;
        continue;
      }
      // a block of its own: the browser need not lay it out again when lines are added below
      const made = document.createElement("span");
      made.className = "lines";
      made.append(...(tree ? tree.children.map(toNode) : [document.createTextNode(text)]));
      this.#parent.append(made);
      this.#settled += text.length;
      this.#tried = 0;
      return true;
    }
  }

  #colour(text: string): Root | undefined {
    if (!this.#language || this.#settled + text.length > limit) return undefined;
    return lowlight.highlight(this.#language, text);
  }

  #toNodes(text: string): Node[] {
    const tree = this.#colour(text);
    return tree ? tree.children.map(toNode) : [document.createTextNode(text)];
  }
}

/** The first `count` lines with their ends; undefined when there are not so many. */
function firstLines(text: string, count: number): string | undefined {
  let end = 0;
  for (let line = 0; line < count; line++) {
    end = text.indexOf("\n", end) + 1;
    if (!end) return undefined;
  }
  return text.slice(0, end);
}

/** Whether what comes next is neither in a comment nor in a text nor in another language. */
function endsOutside({ children }: Root): boolean {
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
