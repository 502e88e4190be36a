import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { UserError } from "../../src/platform/errors.ts";
import { Emitter } from "../../src/platform/event.ts";
import type { Reader } from "../../src/speech/reader/reader.ts";
import type { Reading } from "../../src/speech/reader/reading.ts";
import { offerReadTool } from "../../src/vscode/reading/tool.ts";
import * as fake from "../fakes/vscode.ts";
import { turn } from "./readingEditor.ts";

beforeEach(fake.reset);

function offer(read: Reader["read"] = () => new Promise(() => {})) {
  const changes = new Emitter<Reading | undefined>();
  const failures: unknown[] = [];
  offerReadTool({
    reader: { read, onChange: changes.event },
    failed: (error) => failures.push(error),
  });
  const tool = fake.editor.tools.get("hearth_readAloud");
  assert.ok(tool);
  return {
    tool,
    failures,
    tell: (state: Reading["state"]) => changes.fire({ state } as Reading),
    invoke: async (input: unknown): Promise<string> =>
      (await tool.invoke({ input }, undefined)).content.map(({ value }) => value).join(""),
  };
}

test("the model's text is read as Markdown, and the model goes on when the voice begins", async () => {
  const texts: Parameters<Reader["read"]>[0]["readable"][] = [];
  const { invoke, tell } = offer(({ readable }) => {
    texts.push(readable);
    return new Promise(() => {});
  });
  let answer = "";
  const call = invoke({ text: "It is **done**." }).then((text) => (answer = text));
  tell("waiting");
  await turn();
  assert.deepEqual(
    texts.map(({ text, languageId }) => [text, languageId]),
    [["It is **done**.", "markdown"]],
  );
  assert.equal(answer, "");
  tell("playing");
  assert.match(await call, /is being read/);
});

test("the user is asked first, and sees what would be heard", () => {
  const { tool } = offer();
  const ask = (input: unknown) => tool.prepareInvocation({ input }).confirmationMessages;
  assert.deepEqual(ask({ text: "It is done." }), {
    title: "Read this aloud?",
    message: "It is done.",
  });
  assert.equal(ask({ text: "word ".repeat(100) })?.message, `${"word ".repeat(60).trim()} …`);
  for (const input of [undefined, null, 7, { text: {} }]) assert.equal(ask(input)?.message, "");
});

test("what the voice is missing is told to the model and to the user", async () => {
  const missing = new UserError("Download a voice first.");
  const { invoke, failures } = offer(() => Promise.reject(missing));
  await assert.rejects(invoke({ text: "It is done." }), missing);
  assert.deepEqual(failures, [missing]);
});

test("without a text the model is told what to pass", async () => {
  const { invoke, failures } = offer();
  for (const input of [undefined, {}, { text: " " }, { text: 7 }])
    await assert.rejects(invoke(input), /as "text"/);
  assert.deepEqual(failures, []);
});
