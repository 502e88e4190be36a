import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as fake from "../fakes/vscode.ts";
import { begin, hit, turn } from "./searching.ts";

beforeEach(() => {
  fake.reset();
  fake.workspace.workspaceFolders = [{ uri: fake.Uri.file("/project") }];
});

for (const by of ["button", "key"])
  test(`a place goes into the chat by its ${by}, and the old editor comes back`, async () => {
    const { list, added, pick, type, answer } = begin();
    fake.window.activeTextEditor = {
      document: { uri: fake.Uri.file("/project/old.ts") },
      viewColumn: 1,
      selection: { isEmpty: true },
      selections: ["cursor"],
      visibleRanges: [new fake.Range(0, 0, 9, 0)],
    };
    const done = list.pick();
    assert.ok(list.isOpen());
    type("a");
    await answer("words", hit("a.ts"), hit("b.ts"));
    pick().moveTo(1);
    await turn();
    if (by === "key") await list.press("chat");
    else pick().press(1, "Add to Chat");
    assert.equal(await done, undefined);
    assert.deepEqual(
      added.map(({ uri, startLine, endLine }) => [uri.path, startLine, endLine]),
      [["/project/b.ts", 4, 6]],
    );
    assert.equal(fake.editor.shown.at(-1)?.uri, "file:///project/old.ts");
    assert.ok(!list.isOpen());
  });

test("what was typed and the folder go to the editor's own search, by a button or a key", async () => {
  const { list, parts, pick, type } = begin();
  const handed = async (typed: string, press: () => unknown): Promise<unknown> => {
    fake.editor.picks.length = 0;
    const done = list.pick();
    assert.throws(() => pick().pressTitle(/occurrence/), /no button/, "nothing is typed yet");
    type(typed);
    await press();
    await done;
    const { id, args } = fake.editor.executed.at(-1) ?? {};
    const [about = {}] = (args ?? []) as readonly Readonly<Record<string, unknown>>[];
    const { query, filesToInclude } = about;
    return [id, query, filesToInclude];
  };
  const byButton = (): void => pick().pressTitle(/occurrence/);
  const byKey = () => list.press("occurrences");
  const id = "workbench.action.findInFiles";
  assert.deepEqual(await handed('"late fee"', byButton), [id, "late fee", ""]);
  assert.deepEqual(await handed("tools/ fee", byKey), [id, "fee", "./tools"]);
  parts.filters.set({ folder: "/project/src/http" });
  assert.deepEqual(await handed("fee", byKey), [id, "fee", "./src/http"]);
});
