import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { likeFile, likeSelection } from "../../src/vscode/search/like.ts";
import * as fake from "../fakes/vscode.ts";
import { begin, hit, turn } from "./searching.ts";

beforeEach(() => {
  fake.reset();
  fake.workspace.workspaceFolders = [{ uri: fake.Uri.file("/project") }];
});

/** A file of ten lines in the editor, the cursor or selection in it. */
function openEditor(selection: fake.Range): void {
  const lines = "one two  three four five six seven eight nine".split(" ");
  const uri = fake.Uri.file("/project/a.ts");
  fake.window.activeTextEditor = {
    document: {
      uri,
      lineCount: lines.length,
      lineAt: (line: number) => ({
        text: lines[line],
        isEmptyOrWhitespace: !lines[line],
      }),
      getText: (range?: fake.Range) =>
        (range ? lines.slice(range.start.line, range.end.line + 1) : lines).join("\n"),
    },
    selection,
    visibleRanges: [],
    selections: [],
  };
}

test("similar code is asked for at once, and typing asks for something else", async () => {
  const { list, asked, pick, answer, labels, type } = begin();
  openEditor(new fake.Range(3, 0, 5, 2));
  const done = list.pick(await likeSelection());
  await turn();
  assert.equal(asked[0]?.query, "three\nfour\nfive");
  assert.deepEqual(asked[0]?.options.like, {
    path: "/project/a.ts",
    lines: { startLine: 3, endLine: 6 },
  });
  await answer("words", hit("b.ts", "three"));
  assert.deepEqual(labels(), ["b.ts:5"]);
  assert.equal(pick().items[0]?.detail, "three", "words of the code itself are not marked");
  type("something else");
  assert.deepEqual(
    [asked.at(-1)?.query, asked.at(-1)?.options.like],
    ["something else", undefined],
  );
  pick().hide();
  await done;
});

test("without a selection the code between blank lines is taken", async () => {
  openEditor(new fake.Range(4, 0, 4, 0));
  const { query, like } = await likeSelection();
  assert.match(query, /^three\n.*nine$/s);
  assert.deepEqual(like.lines, { startLine: 3, endLine: 10 });
});

test("related files are asked for by the file alone", async () => {
  const { list, asked, pick } = begin();
  const done = list.pick(likeFile(fake.Uri.file("/project/a.ts") as never));
  await turn();
  assert.deepEqual([asked[0]?.query, asked[0]?.options.like], ["", { path: "/project/a.ts" }]);
  assert.match(pick().title ?? "", /^Related to a\.ts/);
  pick().hide();
  await done;
});

test("without a file it says what is needed", async () => {
  await assert.rejects(likeSelection(), /Open a file/);
  assert.throws(() => likeFile(), /Open a file/);
});

test("code that lies in no file has its like looked for all the same; what needs a file says so", async () => {
  openEditor(new fake.Range(3, 0, 5, 2));
  const { document } = fake.window.activeTextEditor as { document: { uri: fake.Uri } };
  document.uri = fake.Uri.parse("untitled:Untitled-1");
  assert.equal((await likeSelection()).query, "three\nfour\nfive");
  assert.throws(() => likeFile(document.uri as never), /Save it to a file/);
});
