import { element, pressable } from "../elements.ts";
import type { PageContext } from "./context.ts";

/** What an empty chat says: what this is, what stays on the machine, three things to try. */
export function toWelcome(
  { strings, perform }: PageContext,
  suggest: (text: string) => void,
): HTMLElement {
  const example = (text: string, press: () => void): HTMLElement =>
    element("li", {}, pressable({ class: "example", press }, document.createTextNode(text)));
  const examples = element(
    "ul",
    { class: "examples" },
    example(strings.example1, () => {
      perform({ kind: "addSelection" });
      suggest(strings.example1);
    }),
    example(strings.example2, () => suggest(strings.example2)),
    example(strings.example3, () => suggest(strings.example3)),
  );
  return element(
    "div",
    { class: "welcome" },
    flame(),
    element("h2", { text: strings.welcome }),
    element("p", { text: strings.welcomeText }),
    examples,
    element("p", { class: "note local", text: strings.local }),
  );
}

/** The arch and the flame of the view's icon. */
function flame(): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "mark");
  const paths = [
    ["hearth", "M2.5 20.25h19M4.75 20.25V11.5a7.25 7.25 0 0 1 14.5 0v8.75"],
    [
      "flame",
      "M12.2 7.7c.6 2.4 3.7 3.8 3.7 7.7 0 2.5-1.7 4.3-3.9 4.3s-3.9-1.7-3.9-4.2c0-2 1.3-3 1.9-4.7.7.6 1.1 1.3 1.1 2.1.9-1.3 1.3-3.1 1.1-5.2z",
    ],
  ] as const;
  for (const [name, line] of paths) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}
