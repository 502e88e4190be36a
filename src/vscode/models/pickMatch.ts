import * as vscode from "vscode";
import { jobTitle } from "./jobs.ts";
import type { ModelItem } from "./pickItem.ts";
import { languagesText } from "./text.ts";

/**
 * The models that what was typed speaks of: each of its words begins a word of their title, tag, job, licence,
 * languages or description, as "qwen coder" and "german 7b" do. The editor's own filter wants the title letter by letter.
 */
export function matching(items: readonly ModelItem[], typed: string): readonly ModelItem[] {
  const words = wordsOf(typed);
  return items
    .filter((item) => {
      const known = wordsOf(textOf(item));
      return words.every((word) => known.some((one) => one.startsWith(word)));
    })
    .map((item) => ({ ...item, alwaysShow: true }));
}

const wordsOf = (text: string): readonly string[] =>
  text.toLowerCase().split(/[^\p{L}\p{N}.]+/u).filter(Boolean); // prettier-ignore

function textOf({ description = "", detail = "", manifest }: ModelItem): string {
  if (!manifest) return "";
  return [manifest.title, description, detail, manifest.tag, jobTitle(manifest.kind), languagesText(manifest)].join(" "); // prettier-ignore
}

/** Leads from the list on to the hub: below what was found, or instead of it. */
export const hubItem = (typed: string): ModelItem => ({
  label: `$(globe) ${vscode.l10n.t("Look for “{0}” at the Hub", typed)}`,
  detail: vscode.l10n.t("Chat models in GGUF form, most downloaded first"),
  alwaysShow: true,
  lookFor: typed,
});
