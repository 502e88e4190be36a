/** Strokes on a field of 16 × 16, drawn for this page. */
const paths = {
  send: "M8 13V3.5M3.75 7.5 8 3.25l4.25 4.25",
  stop: "M5 5h6v6H5z",
  add: "M8 3v10M3 8h10",
  history: "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 4.75V8l2.25 1.5",
  copy: "M6 6h7v7H6zM10 6V3H3v7h3",
  check: "M3 8.5 6.5 12 13 4.5",
  insert: "M3 3v10M13 8H6.25M9 5 6 8l3 3",
  file: "M4 2h5l3 3v9H4zM9 2v3h3M8 8v4M6 10h4",
  again: "M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5",
  sound: "M2.5 6h2l3-3v10l-3-3h-2zM10.25 6a3 3 0 0 1 0 4M12 4a6 6 0 0 1 0 8",
  edit: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9 4.7 11.3 7",
  close: "M4.5 4.5l7 7M11.5 4.5l-7 7",
  back: "M13 8H3.25M7 4 3 8l4 4",
  delete: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.5 9h6l.5-9",
  up: "M8 12.5V3M3.75 7.5 8 3.25l4.25 4.25",
  terminal: "M2.5 3h11v10h-11zM5 6l2 2-2 2M8.5 10H11",
  down: "M8 3v9.5M3.75 8.5 8 12.75l4.25-4.25",
  at: "M10.5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM10.5 5.5v3.25a1.75 1.75 0 0 0 3.5 0V8a6 6 0 1 0-2.5 4.87",
  attach: "M5 3H3v10h2M11 3h2v10h-2M8 6v4M6 8h4",
  download: "M8 2.5V10M4.75 7 8 10.25 11.25 7M3 13.5h10",
  apply: "M9 2H4v12h8V8M12 2v4M10 4h4M6.5 9l1.5 1.5L11 7",
  warning: "M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 11.75v.25",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.25 10.25 14 14",
  symbol: "M8 2 13.5 5v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6",
  left: "M10 3.5 5.5 8l4.5 4.5",
  chevron: "M6 3.5 10.5 8 6 12.5",
} as const;
export type IconName = keyof typeof paths;

/** A picture in the colour of the text around it, hidden from screen readers: its button has the words. */
export function toIcon(name: IconName): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
