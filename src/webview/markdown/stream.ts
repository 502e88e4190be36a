import type { RootContent } from "mdast";
import { grow, type Source } from "./grow.ts";
import { definitionsIn, parse, reachesElsewhere, type Definitions } from "./parse.ts";
import { render, type Rendering } from "./render.ts";

/** A block of the whole text. */
interface Block extends Source {
  /** Offset in the whole text. */
  readonly start: number;
}
interface ShownBlock extends Block {
  readonly made: readonly Node[];
}

/** The beginning of a code block whose end has not come yet. */
interface OpenCode {
  /** Its first line. */
  readonly fence: string;
  /** Where it begins in the whole text. */
  readonly start: number;
  /** The code without its last line end. */
  readonly value: string;
}

/** So many finished lines of code are worth settling. */
const enoughLines = 8;

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
  #blocks: ShownBlock[] = [];
  /** The beginning of the code block that is open there. */
  #code: OpenCode | undefined;
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
    let tree = parse(`${this.#code?.fence ?? ""}${text.slice(this.#settled)}`);
    if (!this.#whole && reachesElsewhere(tree)) {
      this.#forget();
      this.#whole = true;
      tree = parse(text);
    }
    if (this.#whole) this.#define(definitionsIn(tree));
    this.#show(tree.children);
    if (this.#whole) return;
    this.#settle();
    this.#settleCode();
  }

  #forget(): void {
    this.#root.replaceChildren();
    this.#blocks = [];
    this.#settled = 0;
    this.#code = undefined;
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
    const next = nodes.map((node, i) => this.#sourceOf(node, i === 0 ? this.#code : undefined));
    let keep = next.findIndex((block, i) => !isSame(block, this.#blocks[i]));
    if (keep < 0) keep = next.length;
    if (this.#grow(keep, next[keep], how)) keep++;
    this.#remove(keep);
    for (const block of next.slice(keep)) {
      const made = render(block.node, how);
      // Arabic and Hebrew are read from the right, whatever the editor's language; code never is
      if (block.node.type !== "code")
        for (const node of made) if (node instanceof HTMLElement) node.dir = "auto";
      this.#root.append(...made);
      this.#blocks.push({ ...block, made });
    }
  }

  /** `open`: the code that stands before what was parsed of this node. */
  #sourceOf(node: RootContent, open: OpenCode | undefined): Block {
    const { start, end } = node.position ?? {};
    const parsed = this.#settled - (this.#code?.fence.length ?? 0);
    const from = open?.start ?? parsed + (start?.offset ?? 0);
    const text = this.#text.slice(from, parsed + (end?.offset ?? 0));
    if (!open || node.type !== "code") return { node, start: from, text };
    return { node: { ...node, value: `${open.value}\n${node.value}` }, start: from, text };
  }

  /** A block that got longer keeps its element, so that its buttons keep the focus and little is laid out again. */
  #grow(index: number, block: Block | undefined, how: Rendering): boolean {
    const old = this.#blocks[index];
    const [made, ...others] = old?.made ?? [];
    if (!block || !old || !made || others.length || old.start !== block.start) return false;
    if (!grow(made, old, block, how)) return false;
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
    this.#code = undefined;
  }

  /** Of an open code block the finished lines are settled, but for one: a block without lines is read differently. */
  #settleCode(): void {
    const [block, ...others] = this.#blocks;
    if (block?.node.type !== "code" || others.length || !isOpen(block, this.#text)) return;
    const before = this.#text.lastIndexOf("\n", this.#text.lastIndexOf("\n") - 1) + 1;
    const fence =
      this.#code?.fence ??
      this.#text.slice(this.#settled, this.#text.indexOf("\n", block.start) + 1);
    const from = this.#code ? this.#settled : this.#settled + fence.length;
    const lines = this.#text.slice(from, before).split("\n").length - 1;
    if (lines < enoughLines) return;
    const kept = this.#code ? this.#code.value.split("\n").length : 0;
    const value = block.node.value
      .split("\n")
      .slice(0, kept + lines)
      .join("\n");
    this.#code = { fence, start: block.start, value };
    this.#settled = before;
  }
}

/** A fenced block whose end has not come, unless its last line is the end. */
const isOpen = ({ start, text }: Block, all: string): boolean =>
  /^(```|~~~)/.test(text) && start + text.length === all.length && !all.includes("\r", start);

const isSame = (a: Block, b: Block | undefined): boolean =>
  a.start === b?.start && a.text === b.text;
