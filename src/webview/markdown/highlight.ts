import type { ElementContent, RootContent } from "hast";
import { common, createLowlight } from "lowlight";

const lowlight = createLowlight(common);

/** Longer code stays plain: colouring it on each new word would make the page stutter. */
const limit = 30_000;

/** The code as text with coloured spans (`hljs-keyword` …); plain when the language is not known. */
export function highlight(code: string, language: string | undefined): Node[] {
  const name = language?.toLowerCase();
  if (!name || code.length > limit || !lowlight.registered(name))
    return [document.createTextNode(code)];
  return lowlight.highlight(name, code).children.map(toNode);
}

function toNode(node: RootContent | ElementContent): Node {
  if (node.type === "text") return document.createTextNode(node.value);
  const span = document.createElement("span");
  if (node.type !== "element") return span;
  const names = node.properties["className"];
  if (Array.isArray(names)) span.className = names.join(" ");
  span.append(...node.children.map(toNode));
  return span;
}
