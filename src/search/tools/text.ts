import type { Found, Hit, IndexState } from "../protocol.ts";
import { shownPath } from "./paths.ts";

/** Characters of code that a model spends about one token on; on the safe side. */
const charactersAToken = 3;
const mostLines = 60;

/** How much is known by meaning, and why not more. */
type Meant = Pick<IndexState, "files" | "meaning" | "note">;

export interface TextOptions {
  readonly folders: readonly string[];
  /** The text keeps within about so many tokens: later places lose their code first, then their line in the list. */
  readonly budget: number;
}

/** Places as text for a model: a head that says how they were found, then path:lines, symbol and code of each. */
export function placesToText(
  { hits, by, wordless }: Found,
  { asked, state }: { readonly asked: string; readonly state: Meant },
  { folders, budget }: TextOptions,
): string {
  const places = hits.map((hit) => ({ line: placeLine(hit, folders), code: codeOf(hit) }));
  const head = `${counted(hits.length)} for ${asked}, best first. ${howFound(by, state)}${wordless ? noWord : ""}`;
  let left = budget * charactersAToken - head.length;
  const listed = places.filter(({ line }) => (left -= line.length + 2) >= 0);
  const shown = listed.map(({ line, code }) => {
    left -= code.length + 1;
    return left >= 0 ? `${line}\n${code}\n` : line;
  });
  const cut = listed.length < places.length || left < 0;
  return [head, "", ...shown, ...(cut ? [cutNote(places.length - listed.length)] : [])].join("\n");
}

const counted = (count: number): string => (count === 1 ? "1 place" : `${count} places`);

function placeLine(hit: Hit, folders: readonly string[]): string {
  const [symbol] = hit.symbols ?? [];
  const lines = `${hit.startLine + 1}-${Math.max(hit.endLine, hit.startLine + 1)}`;
  return `${shownPath(hit, folders)}:${lines}${symbol ? `  ${symbol}` : ""}`;
}

function codeOf({ text }: Hit): string {
  const lines = text.split(/\r?\n/).map((line) => line.trimEnd());
  if (lines.length <= mostLines) return lines.join("\n");
  return [...lines.slice(0, mostLines), `… ${lines.length - mostLines} more lines`].join("\n");
}

const noWord = " No file has any of these words: the nearest by meaning may be far off.";

function howFound(by: Found["by"], state: Meant): string {
  if (by === "words")
    return `Searched by words only.${state.note ? ` ${state.note}` : meaningSoFar(state)}`;
  return `Searched by words and meaning.${meaningSoFar(state)}`;
}

/** Nothing once everything is known by meaning. */
function meaningSoFar({ meaning, files }: Meant): string {
  return meaning >= files ? "" : ` So far ${meaning} of ${files} files are known by meaning.`;
}

const cutNote = (missing: number): string =>
  `(Cut to fit.${missing ? ` ${missing} more places are not listed.` : ""} Read a file at the lines given, or search again with "under" or a smaller "limit".)`;

/** For a search without result: what a model can try next. */
export function nothingFound({
  asked,
  under,
  state,
}: {
  readonly asked: string;
  readonly under?: string;
  readonly state: IndexState;
}): string {
  const where = under ? ` in ${under}` : "";
  const wait =
    state.kind === "indexing" ? " The index is still being built: search again soon." : "";
  const next = under ? 'Leave out "under", or use' : "Use";
  return `Nothing was found for ${asked}${where}.${wait} ${next} other words. Ignored, binary and very large files are not searched.`;
}

/** What the index knows, for a model. */
export function statusToText(
  state: IndexState,
  { folders, model }: { readonly folders: readonly string[]; readonly model: string },
): string {
  const { kind, files, words, meaning, bytes, note, shared } = state;
  const share = files ? Math.floor((100 * meaning) / files) : 0;
  return [
    `Folders: ${folders.join(", ")}`,
    `State: ${kinds[kind]}`,
    `Files: ${files}, of which ${words} can be found by words and ${meaning} (${share} %) by meaning`,
    `Model: ${model}`,
    `Size on disk: ${(bytes / 1e6).toFixed(1)} MB`,
    ...(shared ? [`Team's index: ${shared.vectors} vectors taken from it`] : []),
    ...[note, shared?.note].flatMap((each) => (each ? [`Note: ${each}`] : [])),
  ].join("\n");
}

const kinds: Record<IndexState["kind"], string> = {
  empty: "empty: there is no file with text, or nothing was read yet",
  indexing: "reading; searches answer with what is known so far",
  paused: "paused by the user; searches answer with what is known so far",
  ready: "ready",
  failed: "failed; searches answer with what is known so far",
};
