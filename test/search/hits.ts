import type { Hit } from "../../src/search/protocol.ts";

/** A hit for tests: three lines of a function. */
export function hitAt(path: string, about: Partial<Hit> = {}): Hit {
  return {
    folder: "/projects",
    path,
    startLine: 11,
    endLine: 14,
    symbols: ["fineOf"],
    text: "function fineOf(days) {\n  return days * 20;\n}",
    score: 1,
    ...about,
  };
}
