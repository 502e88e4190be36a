import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import type { Answer, Attachment } from "../../src/chat/protocol.ts";
import { definitionAround } from "../../src/vscode/aroundCursor.ts";
import { offerJobs } from "../../src/vscode/chat/jobs.ts";
import { documentOf } from "../fakes/document.ts";
import { editor, languages, Position, Range, reset, window, workspace } from "../fakes/vscode.ts";

beforeEach(reset);

const text = `import { a } from "a";

class Desk {
  /** Opens it. */
  open(): void {
    const ready = check();
    if (ready) {
      go();
    }
  }
}

export const close = () => 1;
`;
const lineOf = (part: string): number => text.split("\n").findIndex((line) => line.includes(part));

function open(line: number, said?: string) {
  const asked: { text: string; pieces: readonly Attachment[] }[] = [];
  const shown: string[] = [];
  const { commands } = offerJobs({
    ask: async (question, pieces) => {
      asked.push({ text: question, pieces });
      return said === undefined ? undefined : answerOf(said);
    },
    changes: { show: async (code) => void shown.push(code) },
  });
  const cursor = { start: new Position(line, 0), end: new Position(line, 0), isEmpty: true };
  const document = documentOf(text);
  editor.documents.set(document.uri.toString(), document);
  workspace.textDocuments.push(document);
  window.activeTextEditor = {
    document,
    selection: { ...cursor, active: cursor.start },
    selections: [cursor],
  };
  return { asked, shown, commands };
}

const answerOf = (said: string): Answer => ({
  ...{ text: said, reasoning: "", model: "@test/model", leftOut: 0 },
  state: { kind: "finished", reason: "stop" },
});

test("without a selection a question is about the definition around the cursor, with its comment", () => {
  const around = (part: string): string | undefined => {
    const range = definitionAround(documentOf(text) as never, lineOf(part));
    return range && documentOf(text).getText(range as never);
  };
  const method = text.slice(text.indexOf("  /** Opens"), text.indexOf("\n}\n\nexport"));
  assert.equal(around("go();"), method);
  assert.equal(around("open(): void"), method);
  assert.match(around("class Desk") ?? "", /^class Desk[\s\S]*\n\}$/);
  assert.equal(around("import {"), undefined);
});

test("Explain, Document and Write Tests ask about it in the language of the file", async () => {
  const { asked, commands } = open(lineOf("go();"));
  for (const id of ["hearth.explainSelection", "hearth.documentCode", "hearth.writeTests"] as const)
    await commands[id]?.();
  assert.deepEqual(
    asked.map((one) => [one.text.slice(0, 12), one.pieces[0]?.firstLine, one.pieces.length]),
    [
      ["Explain what", 4, 1],
      ["Add a docume", 4, 1],
      ["Write unit t", 4, 1],
    ],
  );
  for (const one of asked) assert.match(one.text, /TypeScript/);
});

test("a selected word names the definition that it stands in; more than a word is what it says", async () => {
  const line = lineOf("const ready");
  const { asked, commands } = open(line);
  const select = (from: number, to: number): void => {
    const selected = {
      start: new Position(line, from),
      end: new Position(line, to),
      isEmpty: false,
    };
    const selection = { ...selected, active: selected.end };
    window.activeTextEditor = { ...window.activeTextEditor!, selections: [selected], selection };
  };
  select(10, 15);
  await commands["hearth.writeTests"]?.();
  select(4, 27);
  await commands["hearth.writeTests"]?.();
  assert.deepEqual(
    asked.map(({ pieces }) => [pieces[0]?.firstLine, pieces[0]?.lastLine]),
    [
      [4, 10],
      [line + 1, line + 1],
    ],
  );
});

test("Fix takes the problem nearest to the cursor, the code around it, and what the editor says of it", async () => {
  const { asked, commands } = open(lineOf("close"));
  const problem = (part: string, message: string) => ({
    range: new Range(lineOf(part), 4, lineOf(part), 8),
    ...{ severity: 0, message, source: "ts" },
  });
  languages.getDiagnostics = () => [problem("go();", "Cannot find name 'go'.")];
  await commands["hearth.fixProblem"]?.();
  assert.deepEqual(
    asked[0]?.pieces.map(({ kind, firstLine }) => [kind, firstLine]),
    [
      [undefined, 4],
      ["problems", lineOf("go();") + 1],
    ],
  );
  assert.match(asked[0]?.pieces[1]?.text ?? "", /line 8, error \(ts\): Cannot find name 'go'\./);
  languages.getDiagnostics = () => [];
  await assert.rejects(async () => commands["hearth.fixProblem"]?.(), { name: "UserError" });
});

test("the lamp offers a fix for a problem; the rest only for a selection or when asked for", () => {
  open(0);
  const provider = editor.codeActions.at(-1) as vscode.CodeActionProvider;
  const titles = (range: Range, context: unknown): string[] => {
    const given = provider.provideCodeActions(
      documentOf(text) as never,
      range as never,
      context as never,
      undefined as never,
    ) as vscode.CodeAction[];
    return given.map(({ title }) => title);
  };
  const problem = { range: new Range(1, 0, 1, 2) };
  const [here, selected] = [new Range(1, 0, 1, 0), new Range(1, 0, 2, 0)];
  assert.deepEqual(titles(here, { diagnostics: [], triggerKind: 2 }), []);
  assert.deepEqual(titles(here, { diagnostics: [problem], triggerKind: 2 }), ["Fix with Hearth"]);
  assert.equal(titles(here, { diagnostics: [], triggerKind: 1 }).length, 4);
  assert.equal(titles(selected, { diagnostics: [], triggerKind: 2 }).length, 4);
});

test("Edit asks for the wish, then for the code, and shows what would change", async () => {
  const code = "open(): void {\n  go();\n}";
  const { asked, shown, commands } = open(
    lineOf("go();"),
    `Here:\n\n\`\`\`ts\n${code}\n\`\`\`\nDone.`,
  );
  editor.inputs.push(undefined, "return early.");
  await commands["hearth.editCode"]?.();
  assert.equal(asked.length, 0);
  await commands["hearth.editCode"]?.();
  assert.match(
    asked[0]?.text ?? "",
    /^Change this TypeScript code: return early\. Write all of it/,
  );
  assert.deepEqual(shown, [code]);
});

test("an answer without a whole code block changes nothing", async () => {
  for (const said of ["I would rather not.", "```ts\nopen() {", undefined]) {
    const { shown, commands } = open(lineOf("go();"), said);
    editor.inputs.push("shorter");
    await commands["hearth.editCode"]?.();
    assert.deepEqual(shown, []);
  }
});
