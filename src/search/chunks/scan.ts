import type { Definition } from "./definitions.ts";
import { headingOf, symbolOf } from "./symbols.ts";

/** What is known of each line. */
export interface Scan {
  /** How good it is to begin a chunk here: 0 is best, Infinity never. */
  readonly depth: readonly number[];
  /** Names that are defined in some lines, the first with what it lies in; without any, the name that the lines lie in. */
  symbols(start: number, end: number): string[];
}

/** Code in any language, by its indentation and by how definitions begin. */
export function scanCode(lines: readonly string[]): Scan {
  const name = lines.map(symbolOf);
  const depth = lines.map((_, i) => depthOf(lines, i, name[i] !== undefined));
  const level = lines.map((line) => (isBlank(line) ? Infinity : indentOf(line)));
  return { depth, symbols: symbolsBy(name, level) };
}

function depthOf(lines: readonly string[], i: number, named: boolean): number {
  const line = lines[i] ?? "";
  if (isBlank(line) || /^\s*(?:[\])}>]|end\b|else\b|catch\b|finally\b|elif\b|except\b)/.test(line))
    return Infinity;
  // a definition belongs to the comments and decorators above it
  if (i > 0 && isLead(lines[i - 1] ?? "") && !isBlank(lines[i - 1])) return Infinity;
  const blankBefore = i === 0 || isBlank(lines[i - 1]);
  return indentOf(line) * 2 + (blankBefore || named || isLead(line) ? 0 : 1);
}

/** @param level how far inside a line lies; a name owns what lies further inside below it */
function symbolsBy(
  name: readonly (string | undefined)[],
  level: readonly number[],
): Scan["symbols"] {
  const ownerOf = (line: number): string | undefined => {
    const inside = level[line] ?? 0;
    for (let i = line - 1; i >= 0; i--)
      if (name[i] !== undefined && (level[i] ?? 0) < inside) return name[i];
    return undefined;
  };
  return (start, end) => {
    const own = name.slice(start, end).filter((each) => each !== undefined);
    const owner = ownerOf(start);
    const [first, ...rest] = own;
    if (first === undefined) return owner === undefined ? [] : [owner];
    return owner === undefined ? own : [`${owner}.${first}`, ...rest];
  };
}

/** Code whose definitions a grammar has told, outer ones before those that lie in them. */
export function scanDefinitions(
  lines: readonly string[],
  definitions: readonly Definition[],
): Scan {
  const depth = lines.map((_, i) => depthOf(lines, i, false));
  const at = new Map<number, Definition>();
  const around: (Definition | undefined)[] = [];
  for (const definition of definitions) {
    const { startLine, line, endLine } = definition;
    // what lies in it is further inside, however it is indented: text of many lines, old-style code
    const outside = indentOf(lines[line] ?? "") * 2;
    depth[startLine] = Math.max(outside, insideOf(lines, around[startLine]));
    for (let i = startLine + 1; i < endLine; i++)
      depth[i] = i <= line ? Infinity : Math.max(depth[i] ?? 0, outside + 2);
    for (let i = line + 1; i < endLine; i++) around[i] = definition;
    if (!at.has(line)) at.set(line, definition);
  }
  return {
    depth,
    symbols(start, end) {
      const own: Definition[] = [];
      for (let i = start; i < end; i++) own.push(...(at.has(i) ? [at.get(i) as Definition] : []));
      const owner = around[start]?.fullName;
      const [first, ...rest] = own;
      if (!first) return owner === undefined ? [] : [owner];
      // the end of one function and the beginning of the next
      const other = owner !== undefined && !first.fullName.startsWith(`${owner}.`);
      return [...(other ? [owner] : []), first.fullName, ...rest.map(({ name }) => name)];
    },
  };
}

const insideOf = (lines: readonly string[], around: Definition | undefined): number =>
  around ? indentOf(lines[around.line] ?? "") * 2 + 2 : 0;

/** Prose with headings. */
export function scanMarkdown(lines: readonly string[]): Scan {
  let fenced = false;
  const depth: number[] = [];
  const name: (string | undefined)[] = [];
  const level: number[] = [];
  lines.forEach((line, i) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? undefined : headingOf(line, lines[i + 1]);
    name.push(heading?.text);
    level.push(heading?.level ?? Infinity);
    if (heading) depth.push(heading.level);
    else depth.push(!fenced && isBlank(lines[i - 1]) && !isBlank(line) ? 10 : 20);
  });
  return { depth, symbols: symbolsBy(name, level) };
}

export const isBlank = (line: string | undefined): boolean => !line?.trim();
const isLead = (line: string): boolean =>
  /^\s*(?:\/\/|\/\*|\*(?!\/)|#(?!include|define)|--|@\w|""")/.test(line);

/** Spaces before the text; a tab counts as 4. */
function indentOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === " ") width++;
    else if (character === "\t") width += 4;
    else break;
  }
  return width;
}
