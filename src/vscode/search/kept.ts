import type { Hit, Like } from "../../search/protocol.ts";
import type { Filters } from "./filters.ts";
import { toRow, type Row } from "./rows.ts";

/** What was looked for: enough to look for it again. */
export interface Asked {
  /** As people read it. */
  readonly title: string;
  readonly query: string;
  readonly like?: Like;
  /** A folder that was typed before the query. */
  readonly under?: string;
  /** See `Found.instead`. */
  readonly instead?: readonly string[];
}

/** A search whose results stay. Plain JSON: it outlives the window. */
export interface Kept {
  readonly asked: Asked;
  readonly filters: Filters;
  readonly hits: readonly Hit[];
}

/** The results in one file. */
export interface FileGroup {
  readonly key: string;
  readonly folder: string;
  readonly path: string;
  readonly rows: readonly Row[];
}

/** A hit as the answer to what was asked. Code that is like other code has no words to look for in it. */
export const rowOf = (hit: Hit, { query, like, instead }: Asked): Row =>
  toRow(hit, like ? "" : query, instead);

/** By file, files and results in the order of the search. */
export function toGroups({ asked, hits }: Kept): FileGroup[] {
  const groups = new Map<string, FileGroup & { rows: Row[] }>();
  for (const hit of hits) {
    const { folder, path } = hit;
    const key = keyOf(hit);
    const group = groups.get(key) ?? { key, folder, path, rows: [] };
    group.rows.push(rowOf(hit, asked));
    groups.set(key, group);
  }
  return [...groups.values()];
}

export const keyOf = ({ folder, path }: Pick<Hit, "folder" | "path">): string =>
  `${folder}\n${path}`;

/** The row to go to from `from`, round the end; from nowhere the first or the last. */
export function stepFrom(
  groups: readonly FileGroup[],
  from: string | undefined,
  step: 1 | -1,
): Row | undefined {
  const rows = groups.flatMap((group) => group.rows);
  const at = rows.findIndex(({ key }) => key === from);
  if (at < 0) return step === 1 ? rows[0] : rows.at(-1);
  return rows[(at + step + rows.length) % rows.length];
}

/** A list to paste into an issue or a chat: a heading, then every place with its line. */
export function toMarkdown(kept: Kept, relative: (hit: Hit) => string): string {
  const entries = toGroups(kept).flatMap(({ rows }) =>
    rows.map(({ hit, symbol, line, text }) => {
      const path = relative(hit);
      const name = symbol ? ` ${inCode(symbol)}` : "";
      return `- [${path}:${line + 1}](<${path}#L${line + 1}>)${name}\n  ${inCode(text)}`;
    }),
  );
  return `## ${kept.asked.title}\n\n${entries.join("\n")}\n`;
}

/** Fenced by more backticks than the text has in a row. */
function inCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

/** What was stored, unless it is of another version of Hearth. */
export function toKept(stored: unknown): Kept | undefined {
  const kept = stored as Partial<Kept> | undefined;
  const whole =
    typeof kept?.asked?.title === "string" &&
    typeof kept.asked.query === "string" &&
    Array.isArray(kept.hits) &&
    Array.isArray(kept.filters?.languages) &&
    kept.hits.every(
      (hit) =>
        typeof hit.folder === "string" &&
        typeof hit.path === "string" &&
        typeof hit.text === "string" &&
        Number.isInteger(hit.startLine) &&
        Number.isInteger(hit.endLine),
    );
  return whole ? (kept as Kept) : undefined;
}
