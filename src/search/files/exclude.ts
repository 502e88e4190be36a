import type { Exclusion } from "./leftOut.ts";

/** An exclusion as lines in the manner of .gitignore. The editor's "{a,b}" becomes two lines. */
export function toIgnoreLines({ pattern, setting }: Exclusion): string[] {
  return setting === "hearth.search.exclude" ? [pattern] : toBraceless(pattern).map(toIgnoreLine);
}

/** The editor anchors a glob in the folder unless it begins with "**"; .gitignore does so only for those with a "/". */
function toIgnoreLine(glob: string): string {
  const clean = glob.replaceAll("\\", "/").replace(/^(?:\.?\/)+/, "");
  return clean.startsWith("**/") ? clean : `/${clean}`;
}

/** "*.{js,ts}" → "*.js", "*.ts". Braces may lie in braces. One that is never closed stands for itself. */
function toBraceless(glob: string): string[] {
  const open = glob.indexOf("{");
  const parts = open < 0 ? undefined : partsOf(glob, open);
  if (!parts) return [glob];
  const before = glob.slice(0, open);
  const after = glob.slice(parts.end);
  return parts.choices.flatMap((choice) => toBraceless(`${before}${choice}${after}`));
}

/** What stands between the commas of a pair of braces, and where the text after them begins. */
function partsOf(
  glob: string,
  open: number,
): { readonly choices: readonly string[]; readonly end: number } | undefined {
  const choices: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < glob.length; i++) {
    const character = glob[i];
    if (character === "{") depth++;
    if (character === "}") depth--;
    if (depth === 0 || (depth === 1 && character === ",")) {
      choices.push(glob.slice(from, i));
      from = i + 1;
    }
    if (depth === 0) return { choices, end: i + 1 };
  }
  return undefined;
}
