/** Outlines on a field of 16 × 16, drawn for this page. */
const paths = {
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M4 2.5h3v11H4zM9 2.5h3v11H9z",
  again: "M8 2a6 6 0 1 1-5.8 4.4l1.5.4A4.5 4.5 0 1 0 8 3.5V6L4.5 3 8 0z",
  stop: "M3 3h10v10H3z",
  previous: "M3 3h2v10H3zM13 3v10L5.5 8z",
  next: "M11 3h2v10h-2zM3 3v10l7.5-5z",
  previousParagraph: "M2 3h1.5v10H2zM9 3v10L4 8zM14.5 3v10l-5-5z",
  nextParagraph: "M12.5 3H14v10h-1.5zM7 3v10l5-5zM1.5 3v10l5-5z",
  slower: "M3 7.25h10v1.5H3z",
  faster: "M7.25 3h1.5v4.25H13v1.5H8.75V13h-1.5V8.75H3v-1.5h4.25z",
  voice:
    "M8 1a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-5 0v-4A2.5 2.5 0 0 1 8 1zM3 7.5h1.5a3.5 3.5 0 0 0 7 0H13a5 5 0 0 1-4.25 4.9V15h-1.5v-2.6A5 5 0 0 1 3 7.5z",
  sound:
    "M1 6h3l4-3.5v11L4 10H1zM10 5.2l1-1a5.4 5.4 0 0 1 0 7.6l-1-1a4 4 0 0 0 0-5.6zM12.2 3l1-1a8.5 8.5 0 0 1 0 12l-1-1a7 7 0 0 0 0-10z",
} as const;
export type IconName = keyof typeof paths;

/** A picture in the colour of the text around it, hidden from screen readers: its button has the words. */
export function toIcon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", paths[name]);
  svg.append(path);
  return svg;
}
