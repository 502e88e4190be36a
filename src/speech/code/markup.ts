import { Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";
import { proseBlocks } from "../prose/prose.ts";
import type { Manner } from "../utterance.ts";

const hidden =
  /<!--[\s\S]*?-->|<(script|style|svg|template)\b[\s\S]*?<\/\1\s*>|<![^>]*>|<\?[\s\S]*?\?>|<\/?[a-zA-Z][^>]*>/g;
const inline = /^<\/?(?:a|b|i|em|strong|span|code|small|sub|sup|mark|u|kbd|abbr|q|cite|br|wbr)\b/i;
/** Attributes that a person who looks at the page would read. */
const told = /\b(alt|placeholder|aria-label)\s*=\s*(?:"([^"]*)"|'([^']*)')/i;

/** Markup is read as the page it makes: the text between the tags, and what pictures and fields are called. */
export function* markupBlocks(
  text: string,
  { manner, start }: { readonly manner: Manner; readonly start: number },
): Generator<Block, void, undefined> {
  // every tag is blanked in place, so that offsets stay; a block tag parts paragraphs
  const blank = text.replace(hidden, (tag) => {
    const [found, kind = "", double, single] = told.exec(tag) ?? [];
    const words = double ?? single ?? "";
    if (found && words.trim() && !tag.startsWith("<!"))
      return described(tag, { words, isPicture: kind.toLowerCase() === "alt" });
    return inline.test(tag) || tag.length < 2
      ? " ".repeat(tag.length)
      : `\n\n${" ".repeat(tag.length - 2)}`;
  });
  for (const block of proseBlocks(blank, manner, start))
    yield { ...block, said: plain(block.said) };
}

/** As long as the tag, with its words where they stand. */
function described(
  tag: string,
  { words, isPicture }: { readonly words: string; readonly isPicture: boolean },
): string {
  const at = tag.indexOf(words, tag.search(told));
  const before =
    isPicture && at > 9 ? `\n\n${" ".repeat(at - 9)}image: ` : `\n\n${" ".repeat(at - 2)}`;
  return `${before}${words}${" ".repeat(tag.length - at - words.length)}`;
}

const entities: Readonly<Record<string, string>> = {
  amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", copy: "©", mdash: "—", ndash: "–", hellip: "…", rarr: "→", larr: "←", times: "×",
}; // prettier-ignore

const plain = (said: Traced): Traced =>
  said.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, ([, decimal, hex, name = ""]) => {
    if (decimal || hex) return fromCode(decimal ? Number(decimal) : Number.parseInt(hex ?? "", 16));
    return Object.hasOwn(entities, name) ? entities[name] : undefined;
  });

const fromCode = (code: number): string | undefined =>
  code > 0 && code < 0x11_0000 ? String.fromCodePoint(code) : undefined;
