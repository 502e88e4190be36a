/** A part of a Markdown text that can be read by itself; offsets into the text, end exclusive. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** UTF-16 units: reading so much takes a few hundredths of a second. */
const usual = 4000;

/**
 * Cuts a Markdown text where its blocks surely part, so that it can be read piece by piece: before a heading, a paragraph or
 * an item of a list that begins at the margin, but not in code, comments or raw HTML. Each piece but the last is at least
 * `size` long; joined, they are the text.
 */
export function* markdownPieces(
  text: string,
  size: number = usual,
): Generator<Piece, void, undefined> {
  let start = 0;
  let inside: Enclosure | undefined;
  let isBlank = true;
  for (const { index, 0: line } of text.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    if (!inside && index - start >= size && begins(line, isBlank)) {
      yield { start, end: index };
      start = index;
    }
    inside = inside ? (inside.ends(line) ? undefined : inside) : enclosureOf(line);
    isBlank = !line.trim();
  }
  if (start < text.length) yield { start, end: text.length };
}

/** True when a block begins with this line, whatever stands before it. */
function begins(line: string, isAfterBlank: boolean): boolean {
  if (/^(?:#{1,6}[ \t]|[-*+][ \t]+\S)/.test(line)) return true;
  return isAfterBlank && /^\p{L}/u.test(line);
}

interface Enclosure {
  ends(line: string): boolean;
}

/** What a line opens and does not close: a fence, a comment, or HTML in which blank lines mean nothing. */
function enclosureOf(line: string): Enclosure | undefined {
  const [, indent = "", fence = "", info = ""] = /^( *)(`{3,}|~{3,})(.*)/.exec(line) ?? [];
  if (fence && !(fence.startsWith("`") && info.includes("`"))) {
    const closing = new RegExp(`^ *${fence.charAt(0)}{${fence.length},}[ \\t\\r]*$`, "m");
    // what stands in a list ends with the list
    const outside = indent ? /^\S/ : undefined;
    return { ends: (next) => closing.test(next) || (outside?.test(next) ?? false) };
  }
  const [opening, , tag] = /^ {0,3}<(?:(!--)|(pre|script|style|textarea)\b)/i.exec(line) ?? [];
  if (!opening) return undefined;
  const close = tag ? /<\/(?:pre|script|style|textarea)>/i : /-->/;
  return close.test(line.slice(opening.length)) ? undefined : { ends: (next) => close.test(next) };
}

/** Lines that say where a name between brackets leads, by that name in small letters. The first of a name counts. */
export function definitionsOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [line, name = ""] of text.matchAll(/^ {0,3}\[([^\]\n]+)\]:.*$/gm))
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), line);
  return found;
}
