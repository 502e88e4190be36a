import { splitIdentifier } from "./identifier.ts";
import { proseBlocks } from "../prose/prose.ts";
import { Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";
import type { Manner } from "../utterance.ts";

export interface Comment {
  readonly text: string;
  readonly start: number;
}

const licence = /copyright|\blicen[cs]ed?\b|SPDX-|all rights reserved/i;
/** Notes to tools, not to people. */
const pragma =
  /^\W*(?:(?:es|ts|ox|sty|j)lint\b|@ts-|prettier-ignore|istanbul|c8 ignore|v8 ignore|noqa|(?:type|ty|mypy|pyright): ?(?:ignore|basic|strict)|pylint:|:nocov:|[@#]__\w+__|pragma|region\b|endregion|#region|#endregion|@jsx|global\b|jshint|rubocop:|nolint|go:|cspell|sourceMappingURL|-\*-|vim?:|eslint-)/i;

/** Comments that follow one another, as sentences. A licence at the head of a file, rulers and notes to tools are not said. */
export function commentBlocks(
  comments: readonly Comment[],
  { atHead, manner }: { readonly atHead: boolean; readonly manner: Manner },
): Block[] {
  const whole = comments.map(({ text }) => text).join("\n");
  if (atHead && licence.test(whole)) return [];
  const lines = comments
    .flatMap(linesOf)
    .filter(({ text }) => !pragma.test(text) && !text.startsWith("#!"));
  return paragraphs(lines).flatMap((paragraph) => toBlocks(paragraph, manner));
}

/** The lines of a comment without the marks that make it one. */
function linesOf({ text, start }: Comment): Comment[] {
  return [...text.matchAll(/[^\r\n]*(?:\r?\n|$)/g)].flatMap(({ index, 0: line }) => {
    if (!line) return [];
    const opening =
      index === 0
        ? /^\s*(?:\/\*+!?|\/\/+!?|<!--|"""|'''|\(\*+|\{-|--\[\[|--+|#\||<#|#+(?!!)|;+|%+|=begin)?[ \t]*/
        : /^[ \t]*(?:\*+(?!\/)|\/\/+|#+|--+|;+)?[ \t]?/;
    const gutter = opening.exec(line)?.[0] ?? "";
    const body = line
      .slice(gutter.length)
      .replace(/\s*(?:\*+\/|-->|"""|'''|\*\)|-\}|\]\]|\|#|#>|=end)?\s*$/, "");
    return [{ text: body, start: start + index + gutter.length }];
  });
}

/** A heading of Google's docstrings. */
const section =
  /^\s*(?:Args|Arguments|Parameters|Returns|Raises|Yields|Attributes|Examples?|Notes?):\s*$/;

/** Splits at blank lines, rulers and the tags of a doc comment. */
function paragraphs(lines: readonly Comment[]): Comment[][] {
  const found: Comment[][] = [[]];
  let inSection = false;
  for (const line of lines) {
    if (!/[\p{L}\p{N}]/u.test(line.text)) found.push([]);
    else if (section.test(line.text)) {
      found.push([line], []);
      inSection = true;
    } else if (inSection && /^\s*\*{0,2}\w+(?: \([^)]*\))?:\s/.test(line.text)) found.push([line]);
    else if (/^\s*(?:@\w|:\w+ ?\w*:|(?:TODO|FIXME|NOTE|HACK|XXX)\b)/.test(line.text))
      found.push([line]);
    else found.at(-1)?.push(line);
  }
  return found.filter((paragraph) => paragraph.length > 0);
}

const tag = /^\s*@(\w+)(?:\s+\{(?!@)[^}]*\})?[ \t]*(\[?[\w$.]+(?:=[^\]]*)?\]?)?[ \t]*(?:-[ \t]*)?/;
const namedTags = new Set([
  "param",
  "arg",
  "argument",
  "prop",
  "property",
  "template",
  "typeparam",
]);
const spokenTags: Readonly<Record<string, string>> = {
  param: "parameter", arg: "argument", prop: "property", returns: "returns", return: "returns", throws: "throws",
  see: "see", typeparam: "type parameter", template: "type parameter",
}; // prettier-ignore

function toBlocks(paragraph: readonly Comment[], manner: Manner): Block[] {
  const [first, ...rest] = paragraph;
  if (!first) return [];
  const [matched, name = "", subject = ""] = tag.exec(first.text) ?? [];
  const sphinx = sphinxTag.exec(first.text);
  if (sphinx) return sphinxBlocks([first, ...rest], { tag: sphinx, manner });
  if (matched === undefined) return proseOf(paragraph, { manner });
  const named = namedTags.has(name);
  const thrown = name === "throws" ? (/\{([^}]*)\}/.exec(matched)?.[1] ?? "") : "";
  const cut = named ? matched.length : matched.length - trailing(matched, subject);
  const head = new Traced();
  const words = [
    spokenTags[name] ?? name,
    named ? subject.replace(/[[\]]|=.*$/g, "") : inWords(thrown),
  ];
  head.say(`${words.join(" ").trim()}: `, { start: first.start, end: first.start + cut });
  const body = { text: first.text.slice(cut), start: first.start + cut };
  return proseOf([body, ...rest], { manner, head });
}

/** ":param name: who it is" in Python's docstrings. */
const sphinxTag = /^\s*:(\w+)(?:\s+([\w. *]+))?:[ \t]*/;

function sphinxBlocks(
  [first, ...rest]: readonly [Comment, ...Comment[]],
  {
    tag: [matched, name = "", subject = ""],
    manner,
  }: { readonly tag: RegExpExecArray; readonly manner: Manner },
): Block[] {
  const words = [spokenTags[name] ?? name, inWords(subject.split(" ").at(-1) ?? "")]
    .join(" ")
    .trim();
  const head = new Traced().say(`${words}: `, {
    start: first.start,
    end: first.start + matched.length,
  });
  const body = { text: first.text.slice(matched.length), start: first.start + matched.length };
  return proseOf([body, ...rest], { manner, head });
}

const inWords = (name: string): string =>
  splitIdentifier(name)
    .map(({ word }) => word)
    .join(" ");

/** How much of a tag's match is the first word of its sentence. */
const trailing = (matched: string, subject: string): number =>
  subject ? matched.length - matched.lastIndexOf(subject) : 0;

/** {@link openFile}, {@code true} */
const inlineTag = /\{@(?:link|linkplain|linkcode|code|literal)\s+([^\s}|]+)(?:[\s|]+([^}]*))?\}/g;

/** As long as it was, with what it names between backticks, or the words that it is given. */
function asCode(match: string, target: string, words = ""): string {
  const shown = words.trim() || `\`${target}\``;
  return shown.length > match.length ? target.padStart(match.length) : shown.padStart(match.length);
}

/** Lines lie apart in the document, so each is copied with its own offset into one gap-filled text. */
function proseOf(
  lines: readonly Comment[],
  { manner, head }: { readonly manner: Manner; readonly head?: Traced },
): Block[] {
  const start = lines[0]?.start ?? 0;
  let text = "";
  for (const line of lines) {
    text += " ".repeat(Math.max(0, line.start - start - text.length - 1));
    text += (text ? "\n" : "") + line.text;
  }
  const blocks = [...proseBlocks(text.replace(inlineTag, asCode), manner, start)];
  if (!head) return blocks;
  const [first, ...rest] = blocks;
  return [{ said: first ? head.append(first.said) : head, pause: first?.pause ?? 0.3 }, ...rest];
}
