import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Models } from "../../src/models/models.ts";
import { isAbort } from "../../src/platform/errors.ts";
import { collect } from "../../src/platform/stream.ts";
import type { ChatCall } from "../../src/predictor/calls.ts";
import type { ChatCompletionChunk } from "../../src/predictor/chatTypes.ts";
import type { Reader } from "../../src/speech/reader/reader.ts";
import { explainAloud } from "../../src/vscode/reading/explain.ts";
import * as fake from "../fakes/vscode.ts";
import { FakeEditor } from "./readingEditor.ts";

beforeEach(fake.reset);

function begin({ installed = true } = {}) {
  const editor = new FakeEditor();
  fake.window.activeTextEditor = editor;
  const asked: { tag: string; call: ChatCall; signal: AbortSignal | undefined }[] = [];
  const heard: { title: string; words: string[]; signal: AbortSignal }[] = [];
  const chunk = (content: string | null): ChatCompletionChunk =>
    ({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }) as never;
  const parts = {
    models: {
      find: async (tag: string) => ({
        tag,
        title: tag,
        files: [],
        licence: { id: "MIT" },
        languages: ["en"],
        description: "",
        memory: 0,
      }),
      state: async () => ({ kind: installed ? "installed" : "absent", bytes: 1 }),
    } as unknown as Models,
    calls: {
      async *chat(tag: string, call: ChatCall, signal?: AbortSignal) {
        asked.push({ tag, call, signal });
        yield* [chunk(null), chunk("It adds. "), chunk(""), chunk("Done.")];
      },
    },
    reader: {
      async follow({ title, text }: Parameters<Reader["follow"]>[0]) {
        const { signal } = new AbortController();
        heard.push({ title, signal, words: await collect(text(signal)) });
      },
    } as unknown as Reader,
  };
  return { editor, asked, heard, explain: () => explainAloud(parts) };
}

test("the selection goes to the chat model with the wish for sentences, and its words to the voice", async () => {
  const { editor, asked, heard, explain } = begin();
  editor.selection = new fake.Range(1, 0, 1, 13);
  await explain();
  assert.deepEqual(heard[0]?.words, ["It adds. ", "Done."]);
  assert.equal(heard[0].title, "Explanation of a.txt, line 2");
  const [question] = asked;
  assert.equal(question?.tag, "@hearth/smollm2-135m-instruct");
  assert.match(
    String(question.call.messages.at(-1)?.content),
    /^Explain this plaintext:\n\nTwo is there\.$/,
  );
  assert.match(
    String(question.call.messages[0]?.content),
    /listens.*plain sentences.*no Markdown/i,
  );
  assert.equal(question.signal, heard[0].signal, "who stops listening stops the model");
});

test("a missing chat model is offered, and nothing is asked when it is declined", async () => {
  const { editor, asked, explain } = begin({ installed: false });
  editor.selection = new fake.Range(0, 0, 0, 3);
  fake.editor.answers.push(() => undefined);
  await assert.rejects(explain(), isAbort);
  assert.equal(asked.length, 0);
});

test("where there is nothing, nothing is asked", async () => {
  const { editor, asked, explain } = begin();
  editor.selection = new fake.Range(0, 3, 0, 4);
  await assert.rejects(explain(), /Select some code first/);
  assert.equal(asked.length, 0);
});
