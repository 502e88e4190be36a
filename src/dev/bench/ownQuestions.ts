import type { Question } from "./corpus.ts";

/** About this repository, in other words than its own. The folder that this file lies in must be left out of the search. */
export const ownQuestions: readonly Question[] = [
  ["how does a child process notice that its parent died", "src/platform/process.ts"],
  ["write a file so that a crash leaves either the old or the new one", "src/platform/files.ts"],
  ["which folders are never looked into when indexing", "src/search/files/skip.ts"],
  ["combine two rankings into one", "src/search/rank/fuse.ts"],
  ["dot products with SIMD", "src/search/meaning/kernel.ts"],
  ["turn safetensors weights into an onnx graph", "predictors/sentence/bert.ts"],
  ["continue a broken download where it stopped", "src/models/download/part.ts"],
  ["only one window may write the index", "src/search/store/lock.ts"],
  ["split identifiers into words", "src/search/words/tokens.ts"],
  ["which imports are allowed between folders", "test/architecture.test.ts"],
  ["parse server-sent events", "src/openai/sse.ts"],
  ["spell out numbers before they are spoken", "predictors/english/numbers.ts"],
].map(([query = "", path = ""]) => ({ query, category: "own", relevant: [path] }));
