import { Window } from "happy-dom";

/** Gives this test file a page of its own: `document` and the elements as global names. Import it first. */
export const page = new Window({ url: "https://page.test/" });

Object.assign(globalThis, {
  document: page.document,
  HTMLElement: page.HTMLElement,
  Node: page.Node,
  ResizeObserver: page.ResizeObserver,
});
