import assert from "node:assert/strict";
import { test } from "node:test";
import { answer } from "../../src/search/answer.ts";
import type { RankOptions } from "../../src/search/ranking.ts";
import { type IndexedFile, indexText, Terms } from "../../src/search/words/corpus.ts";
import type { Workspace } from "../../src/search/workspace.ts";

test("a vector that comes while the lines of an answer are read is worth a second look", async () => {
  const text = "export function rideBicycle() {}\n";
  const terms = new Terms();
  const indexed = (path: string): IndexedFile =>
    indexText({ folder: "/f", path, size: 1, mtimeMs: 1, hash: "", text }, terms);
  const [byWords, byMeaning] = [indexed("words.ts"), indexed("meaning.ts")];
  const vectors = new Set<string>();
  const library = {
    ...{ terms, fileCount: 1, vectorCount: 1, grammars: {}, folders: [] },
    folderOf: ({ path }: IndexedFile) => ({
      async read() {
        if (path === byMeaning.path) vectors.add(byMeaning.chunks[0]?.hash ?? "");
        return Buffer.from(text);
      },
    }),
    hasVector: (hash: string) => vectors.has(hash),
    prepare: () => library,
  };
  const workspace = {
    ...{ library, read: async () => {} },
    ranking: {
      inquire: () => ({ terms: ["bicycl"] }),
      rank: (_: string, { vector }: RankOptions) => [
        { place: { file: vector ? byMeaning : byWords, index: 0 }, score: 1 },
      ],
    },
    meaning: {
      prefer() {},
      start() {},
      vectorOf: async () => new Float32Array(4),
      gain: async (hashes: readonly string[]) => hashes.some((hash) => vectors.has(hash)),
    },
  } as unknown as Workspace;
  const settings = { exclude: [], maxFileSize: 1, model: "" };
  const request = { query: "bicycle", limit: 5, filter: {}, rest: 0, again: true, settings };
  const answers: string[] = [];
  for await (const { by } of answer(workspace, request, new AbortController().signal))
    answers.push(by);
  assert.deepEqual(answers, ["words", "meaning", "meaning"]);
});
