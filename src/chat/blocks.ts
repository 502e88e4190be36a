/** Lines that belong together by their indentation: a function with its comment, a statement, a paragraph. */
export interface Block {
  /** Index of the first line; comments and decorators right above the head belong to it. */
  readonly start: number;
  /** Index of the line that says what it is. */
  readonly head: number;
  /** Index after the last line. */
  readonly end: number;
  /** What it defines; undefined when it defines nothing. */
  readonly name: string | undefined;
}

const definition =
  /^(?:[\w@]+\s+)*?(?:function\*?|class|interface|type|enum|struct|trait|impl|def|fn|func|fun|sub|proc|module|namespace|record|const|let|var|val)\s+(?:\([^)]*\)\s*)?([\p{L}_$][\p{L}\p{N}_$]*)/u;
const method = /^(?:[\w@*]+\s+)*([\p{L}_$#][\p{L}\p{N}_$]*)\s*(?:<[^>]*>)?\([^;]*[{:]?$/u;
const keywords = new Set(
  "if for while switch catch return else elif with match do try using lock foreach".split(" "),
);
const above = /^(\/\/|\/\*|\*|#(?!include|define|if|end)|--|@|"""|''')/;
/** What goes on with a block although it stands as far left as its head. */
const goesOn =
  /^([)\]}]|\{|end\b|else\b|elif\b|elsif\b|except\b|catch\b|finally\b|rescue\b|then\b)/;

export const indentOf = (line: string): number => {
  const found = line.search(/\S/);
  return found < 0 ? Infinity : line.slice(0, found).replaceAll("\t", "    ").length;
};

/** What a line defines: a function, a class, a variable; undefined when nothing. */
export function nameOf(line: string): string | undefined {
  const text = line.trim();
  const name = definition.exec(text)?.[1] ?? method.exec(text)?.[1];
  return name === undefined || keywords.has(name) || keywords.has(text.split(/\W/, 1)[0] ?? "")
    ? undefined
    : name;
}

/** Index after the last line of what begins at `start`. */
export function blockEnd(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start] ?? "");
  let end = start + 1;
  for (let i = end; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const own = indentOf(line);
    if (own === Infinity) continue;
    if (own < indent || (own === indent && !goesOn.test(line.trim()))) break;
    end = i + 1;
  }
  return end;
}

/** The outermost blocks of some code, in order. Blank lines between them belong to none. */
export function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let start: number | undefined;
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? "";
    if (!line.trim()) {
      i++;
      continue;
    }
    const end = commentEnd(lines, i) ?? blockEnd(lines, i);
    const more = lines.slice(end).find((next) => next.trim());
    const isAbove = above.test(line.trim()) && more !== undefined && (lines[end] ?? "").trim();
    if (isAbove) start ??= i;
    else {
      blocks.push({ start: start ?? i, head: i, end, name: nameOf(line) });
      start = undefined;
    }
    i = end;
  }
  return blocks;
}

/** Where the comments and decorators right above a line begin. */
export function startOf(lines: readonly string[], head: number): number {
  let start = head;
  const indent = indentOf(lines[head] ?? "");
  while (start > 0) {
    const line = lines[start - 1] ?? "";
    if (!above.test(line.trim()) || indentOf(line) < indent) break;
    start--;
  }
  return start;
}

function commentEnd(lines: readonly string[], start: number): number | undefined {
  const text = (lines[start] ?? "").trim();
  if (!text.startsWith("/*")) return undefined;
  const end = lines.findIndex((line, i) => i >= start && line.includes("*/"));
  return end < 0 ? lines.length : end + 1;
}
