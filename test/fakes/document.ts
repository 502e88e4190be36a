import { Position, type Range, Uri } from "./vscodeTypes.ts";

/** A text document as far as unit tests read it. */
export function documentOf(text: string, path = "/project/src/a.ts") {
  const lines = text.split("\n");
  const offsetAt = ({ line, character }: Position): number =>
    Math.min(
      text.length,
      lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character,
    );
  return {
    uri: Uri.file(path),
    languageId: "typescript",
    lineCount: lines.length,
    lineAt: (line: number) => ({ text: lines[line] ?? "" }),
    getText: (range?: Range) =>
      range ? text.slice(offsetAt(range.start), offsetAt(range.end)) : text,
    offsetAt,
    positionAt: (offset: number): Position => {
      const before = text.slice(0, offset).split("\n");
      return new Position(before.length - 1, before.at(-1)?.length ?? 0);
    },
  };
}
