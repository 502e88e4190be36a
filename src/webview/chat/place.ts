import { element, pressable } from "../elements.ts";
import type { PageContext } from "./context.ts";

/** A file with a folder or a line, as models write it: "src/a.ts", "a.ts:12", "src/a.ts:3-9". */
export function placeIn(
  text: string,
): { readonly path: string; readonly line: number } | undefined {
  const found = /^((?:[\w@-][\w.@-]*\/)*[\w@-][\w.@-]*\.\w{1,8})(?::(\d+)(?:[-–]\d+)?)?$/.exec(
    text,
  );
  const [, path = "", line] = found ?? [];
  return path && (path.includes("/") || line !== undefined)
    ? { path, line: Number(line ?? 1) }
    : undefined;
}

/** Such a place as a link that opens it. */
export function toPlace(text: string, { perform }: PageContext): HTMLElement | undefined {
  const place = placeIn(text);
  if (!place) return undefined;
  const press = (): void => perform({ kind: "openPlace", ...place });
  return pressable({ class: "link place", press }, element("code", { text }));
}
