import * as vscode from "vscode";
import { decodeText } from "../../platform/text.ts";
import type { Hit } from "../../search/protocol.ts";
import { keyOf, rowOf, type Asked } from "./kept.ts";
import { toUri } from "./pickItem.ts";

/**
 * The hit where its text stands now: in its place, at the nearest other place, or around the line that answered
 * (`line`, from 0 in the file) when the rest was edited. The hit itself when nothing moved, undefined when it is gone.
 */
export function anchorHit(hit: Hit, line: number, text: string): Hit | undefined {
  const lines = text.split(/\r?\n/);
  const known = hit.text.split(/\r?\n/);
  const stands = (at: number): boolean => known.every((one, i) => lines[at + i] === one);
  if (stands(hit.startLine)) return hit;
  const moved = nearest(lines, hit.startLine, (_, at) => stands(at));
  const answer = known[line - hit.startLine]?.trim() ?? "";
  const edited =
    moved === undefined && /[\p{L}\p{N}]/u.test(answer)
      ? nearest(lines, line, (one) => one.trim() === answer)
      : undefined;
  const startLine = moved ?? (edited === undefined ? undefined : edited - (line - hit.startLine));
  if (startLine === undefined) return undefined;
  const start = Math.max(0, startLine);
  const endLine = Math.min(lines.length, startLine + known.length);
  return { ...hit, startLine: start, endLine, text: lines.slice(start, endLine).join("\n") };
}

function nearest(
  lines: readonly string[],
  to: number,
  fits: (line: string, at: number) => boolean,
): number | undefined {
  let best: number | undefined;
  lines.forEach((line, at) => {
    if (fits(line, at) && (best === undefined || Math.abs(at - to) < Math.abs(best - to)))
      best = at;
  });
  return best;
}

/** Each hit where it is now, on the disk or in an editor with unsaved edits; undefined in place of what is gone. */
export async function standing(
  hits: readonly Hit[],
  asked: Asked,
): Promise<readonly (Hit | undefined)[]> {
  const texts = new Map<string, Promise<string | undefined>>();
  return Promise.all(
    hits.map(async (hit) => {
      const key = keyOf(hit);
      const reading = texts.get(key) ?? textNow(toUri(hit));
      texts.set(key, reading);
      const text = await reading;
      return text === undefined ? undefined : anchorHit(hit, lineOf(hit, asked), text);
    }),
  );
}

/** Hits as the search found them on the disk, where they are in editors with unsaved edits; without what these lack. */
export function asInEditors(hits: readonly Hit[], asked: Asked): readonly Hit[] {
  const unsaved = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
  if (!unsaved.length) return hits;
  const documents = new Map(unsaved.map((document) => [document.uri.toString(), document]));
  return hits.flatMap((hit) => {
    const document = documents.get(toUri(hit).toString());
    return document ? (anchorHit(hit, lineOf(hit, asked), document.getText()) ?? []) : hit;
  });
}

const lineOf = (hit: Hit, asked: Asked): number => rowOf(hit, asked).line;

/** A file's text as the editor has it, unsaved edits too; undefined when it is gone. */
async function textNow(uri: vscode.Uri): Promise<string | undefined> {
  // a document that is not edited may be older than the disk for a moment
  const edited = vscode.workspace.textDocuments.find(
    (one) => one.isDirty && one.uri.toString() === uri.toString(),
  );
  if (edited) return edited.getText();
  const bytes = await vscode.workspace.fs.readFile(uri).then(undefined, () => undefined);
  return bytes && decodeText(bytes);
}
