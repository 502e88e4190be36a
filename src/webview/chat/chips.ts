import type { Attachment } from "../../chat/protocol.ts";
import { element, fill, pressable } from "../elements.ts";
import { iconButton } from "./buttons.ts";
import type { PageContext } from "./context.ts";
import { toIcon } from "./icons.ts";

/** The end of a path that tells it from the others: "greet.ts", or "a/index.ts" beside "b/index.ts". */
export function shortName(path: string, among: readonly string[]): string {
  const parts = path.split("/");
  const others = among.filter((other) => other !== path);
  for (let length = 1; length < parts.length; length++) {
    const end = parts.slice(-length).join("/");
    if (!others.some((other) => `/${other}`.endsWith(`/${end}`))) return end;
  }
  return path;
}

/** The pieces of files that go with a question: click to open; with `detach` they can be taken away. Empty when there are none. */
export function toChips(
  attachments: readonly Attachment[],
  { strings, perform, detach }: PageContext & { detach?: (id: string) => void },
): Node[] {
  if (!attachments.length) return [];
  const paths = attachments.map(({ path }) => path);
  const items = attachments.map((attachment) => {
    const { path, firstLine, lastLine, kind, state } = attachment;
    const lines = firstLine === lastLine ? `${firstLine}` : `${firstLine}–${lastLine}`;
    const name = element("span", { class: "name", text: shortName(path, paths) });
    const place = element("span", { class: "place", text: `:${lines}` });
    const open = pressable(
      { class: "open", press: () => perform({ kind: "open", attachment }) },
      ...[name, place],
    );
    open.title = `${path}:${lines}`;
    if (kind) open.prepend(toIcon(kind === "found" ? "search" : "warning"));
    if (kind === "problems") open.title = `${strings.problems}: ${path}`;
    if (state) {
      open.append(element("span", { class: "lost", text: strings[state] }));
      open.title = fill(strings[`${state}Text`], path);
    }
    const label = fill(strings.detach, `${path}:${lines}`);
    const remove = detach ? [iconButton("close", label, () => detach(attachment.id))] : [];
    return element("li", {}, open, ...remove);
  });
  const list = element("ul", { class: "chips" }, ...items);
  list.ariaLabel = strings.context;
  return [list];
}
