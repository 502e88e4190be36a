/** What a diff says of one file. */
export interface FileChange {
  readonly path: string;
  /** Where it was before, when it was moved. */
  readonly from: string | undefined;
  readonly state: "changed" | "added" | "deleted" | "moved";
  readonly hunks: readonly Hunk[];
}

/** Changed lines without an unchanged one between them, without their signs. */
export interface Hunk {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Lines above the first changed one, the nearest last; the first may be what Git found them to stand in. */
  readonly above: readonly string[];
}

/** The files of a diff in Git's form, in its order. Lines that belong to no file are left out. */
export function filesOf(diff: string): FileChange[] {
  return diff
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const [head = "", ...lines] = part.split("\n");
      const first = lines.findIndex((line) => line.startsWith("@@"));
      const about = lines.slice(0, first < 0 ? undefined : first).join("\n");
      return {
        path: / b\/(.*)$/.exec(head)?.[1] ?? head,
        from: /^rename from (.*)$/m.exec(about)?.[1],
        state: stateIn(about),
        hunks: first < 0 ? [] : hunksOf(lines.slice(first)),
      };
    });
}

function stateIn(about: string): FileChange["state"] {
  if (/^new file/m.test(about)) return "added";
  if (/^deleted file/m.test(about)) return "deleted";
  return /^rename to/m.test(about) ? "moved" : "changed";
}

function hunksOf(lines: readonly string[]): Hunk[] {
  const hunks: { added: string[]; removed: string[]; above: readonly string[] }[] = [];
  let above: string[] = [];
  let isChange = false;
  for (const line of lines) {
    const around = /^@@.*?@@ ?(.*)$/.exec(line)?.[1];
    if (around !== undefined) above = around ? [around] : [];
    const side = { "+": "added", "-": "removed" }[line[0] ?? ""] as "added" | "removed" | undefined;
    if (side && !isChange) hunks.push({ added: [], removed: [], above: [...above] });
    if (side) hunks.at(-1)?.[side].push(line.slice(1));
    isChange = side !== undefined;
    if (around === undefined && !line.startsWith("-")) above.push(line.slice(1));
  }
  return hunks;
}
