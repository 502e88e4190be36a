import { Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";
import type { Manner } from "../utterance.ts";
import { languageOf } from "./languages.ts";

const afterHead = 0.4;

/** Says a line of the file. */
export type CodeBlocks = (
  text: string,
  how: { readonly languageId: string; readonly manner: Manner; readonly start: number },
) => Iterable<Block>;

/** What a line of a diff is, by how it begins. */
type Kind = "added" | "removed" | "same" | "none";

/**
 * The changes of a diff as somebody would tell them: the file, the line, what was removed and added. Lines that stay as
 * they are and the numbers of git are only said when the style is "literal", or when there are no others.
 */
export function* diffBlocks(
  text: string,
  {
    manner,
    start = 0,
    codeBlocks,
  }: { readonly manner: Manner; readonly start?: number; readonly codeBlocks: CodeBlocks },
): Generator<Block, void, undefined> {
  const lines = [...text.matchAll(/[^\r\n]+/g)].map(({ 0: line, index }) => ({
    line,
    start: start + index,
  }));
  const changes = lines.some(({ line }) => /^[+-](?![+-]{2} )/.test(line));
  const isSaid = (kind: Kind): boolean => kind !== "same" || manner.style === "literal" || !changes;
  let languageId = "plaintext";
  let before: Kind = "none";
  for (const { line, start: at } of lines) {
    const head = headOf(line, at);
    if (head) {
      before = "none";
      languageId = head.path === undefined ? languageId : languageOf(head.path);
      if (head.said.text) yield { said: head.said, pause: afterHead, ...head.level };
      continue;
    }
    const kind = kindOf(line);
    if (kind === "none" || !isSaid(kind)) continue;
    const words = kind === before || kind === "same" ? "" : `${kind}: `;
    const blocks = [...codeBlocks(line.slice(1), { languageId, manner, start: at + 1 })];
    for (const [i, block] of blocks.entries()) {
      const said = i ? block.said : new Traced().say(words, { start: at, end: at + 1 });
      yield i ? block : { ...block, said: said.append(block.said) };
    }
    if (blocks.length) before = kind;
  }
}

const kindOf = (line: string): Kind =>
  line.startsWith("+") ? "added" : line.startsWith("-") ? "removed" : /^\s/.test(line) ? "same" : "none"; // prettier-ignore

interface Head {
  readonly said: Traced;
  /** Of the file that the lines below it belong to. */
  readonly path?: string;
  /** A file is a heading. */
  readonly level?: { readonly heading: number };
}

/** What a line that is no line of a file says: the file's path, or the line from which on it has changed. */
function headOf(line: string, start: number): Head | undefined {
  const range = { start, end: start + line.length };
  const [, mark, , name = ""] = /^(\+\+\+|---) ([ab]\/)?([^\t]+)/.exec(line) ?? [];
  const path = name.trim();
  const known = path === "/dev/null" ? {} : { path };
  if (mark === "---") return { said: new Traced(), ...known };
  if (mark) {
    const said =
      path === "/dev/null"
        ? new Traced().say("The file is deleted.", range)
        : new Traced()
            .say("Changes in ", range)
            .copy(path, start + line.lastIndexOf(path))
            .say(".", range);
    return { said, ...known, level: { heading: 2 } };
  }
  const [, number = "", context = ""] =
    /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@ ?(.*)/.exec(line) ?? [];
  if (number) {
    const said = new Traced().say(`Line ${number}`, range);
    const place = context.replace(/[\s{(:]+$/, "");
    if (place) said.say(", in ", range).copy(place, start + line.lastIndexOf(place));
    return { said };
  }
  return /^(?:diff |index [\da-f]|(?:old|new|deleted) |similarity |rename |Binary )/.test(line)
    ? { said: new Traced() }
    : undefined;
}
