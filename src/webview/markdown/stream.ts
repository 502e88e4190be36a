import type { RootContent } from "mdast";
import { definitionsIn, parse, reachesElsewhere, type Definitions } from "./parse.ts";
import { render, type Rendering } from "./render.ts";

/** A block and the piece of text that it came from. */
interface Source {
  readonly node: RootContent;
  readonly start: number;
  readonly text: string;
}
interface Block extends Source {
  readonly made: readonly Node[];
}

/**
 * Markdown that grows at its end. Blocks that no later text can change are settled: they are neither parsed nor
 * rendered again. The result is the same as rendering the whole text at once.
 */
export class MarkdownStream {
  readonly #root: HTMLElement;
  readonly #how: Omit<Rendering, "definitions">;
  #text = "";
  /** Everything before this offset is settled. */
  #settled = 0;
  /** What is rendered of the text after it. */
  #blocks: Block[] = [];
  #definitions: Definitions = new Map();
  /** A definition was seen: it may change any block, so nothing settles any more. */
  #whole = false;

  constructor(root: HTMLElement, how: Omit<Rendering, "definitions">) {
    this.#root = root;
    this.#how = how;
  }

  /** Shows `text`. When it does not go on from the text before, everything is rendered anew. */
  update(text: string): void {
    if (text === this.#text) return;
    if (!text.startsWith(this.#text)) this.#forget();
    this.#text = text;
    let tree = parse(text.slice(this.#settled));
    if (!this.#whole && reachesElsewhere(tree)) {
      this.#forget();
      this.#whole = true;
      tree = parse(text);
    }
    if (this.#whole) this.#define(definitionsIn(tree));
    this.#show(tree.children);
    if (!this.#whole) this.#settle();
  }

  #forget(): void {
    this.#root.replaceChildren();
    this.#blocks = [];
    this.#settled = 0;
    this.#definitions = new Map();
    this.#whole = false;
  }

  #define(definitions: Definitions): void {
    const same = JSON.stringify([...definitions]) === JSON.stringify([...this.#definitions]);
    if (!same) this.#remove(0);
    this.#definitions = definitions;
  }

  #show(nodes: readonly RootContent[]): void {
    const how = { ...this.#how, definitions: this.#definitions };
    const next = nodes.map((node) => this.#sourceOf(node));
    let keep = next.findIndex((block, i) => !isSame(block, this.#blocks[i]));
    if (keep < 0) keep = next.length;
    if (this.#grow(keep, next[keep])) keep++;
    this.#remove(keep);
    for (const block of next.slice(keep)) {
      const made = render(block.node, how);
      this.#root.append(...made);
      this.#blocks.push({ ...block, made });
    }
  }

  #sourceOf(node: RootContent): Source {
    const start = this.#settled + (node.position?.start.offset ?? 0);
    const end = this.#settled + (node.position?.end.offset ?? 0);
    return { node, start, text: this.#text.slice(start, end) };
  }

  /** A code block that got longer keeps its element, so that its buttons keep the focus. */
  #grow(index: number, block: Source | undefined): boolean {
    const old = this.#blocks[index];
    const made = old?.made[0];
    if (block?.node.type !== "code" || old?.node.type !== "code" || old.start !== block.start)
      return false;
    if (old.node.lang !== block.node.lang || !(made instanceof HTMLElement)) return false;
    this.#how.growCode(made, block.node);
    this.#blocks[index] = { ...block, made: old.made };
    return true;
  }

  #remove(from: number): void {
    for (const { made } of this.#blocks.splice(from))
      for (const node of made) this.#root.removeChild(node);
  }

  /** Once the first line of the last block is complete, nothing can join it to the block before. */
  #settle(): void {
    const last = this.#blocks.at(-1);
    if (!last || this.#blocks.length < 2 || !this.#text.includes("\n", last.start)) return;
    const before = this.#text.slice(0, last.start);
    // from the start of its line: the indentation belongs to the block
    this.#settled = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
    this.#blocks = [last];
  }
}

const isSame = (a: Source, b: Source | undefined): boolean =>
  a.start === b?.start && a.text === b.text;
