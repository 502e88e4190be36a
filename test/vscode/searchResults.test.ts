import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import type { Found, Hit } from "../../src/search/protocol.ts";
import type { FindOptions, Search } from "../../src/search/search.ts";
import type { Place } from "../../src/vscode/search/preview.ts";
import type { Row } from "../../src/vscode/search/rows.ts";
import { showResults } from "../../src/vscode/search/results.ts";
import type { FileGroup } from "../../src/vscode/search/kept.ts";
import * as fake from "../fakes/vscode.ts";
import { hit, turn } from "./searching.ts";

beforeEach(() => fake.reset());

const filters = { languages: ["Go"], changed: false };
const asked = { title: "a fine", query: "a fine" };

/** The view, with files that hold the hits; `again` is what a refresh finds. */
function begin({ again = [] as Hit[], memory = fake.openMemory() } = {}) {
  const options: FindOptions[] = [];
  const search = {
    async *find(_: string, about: FindOptions): AsyncGenerator<Found> {
      options.push(about);
      yield { hits: again, by: "meaning" };
    },
  } as unknown as Search;
  const changes = async () => undefined;
  const changed = new Emitter<readonly string[]>();
  const files = { onChange: changed.event, start() {}, dispose() {} };
  const added: string[] = [];
  const addToChat = async (all: readonly Place[]) =>
    void added.push(...all.map(({ uri, startLine }) => `${uri.path}:${startLine}`));
  const parts = { search, memory: memory as never, changes, files, addToChat };
  const results = showResults(parts);
  const tree = fake.editor.trees.get("hearth.results");
  assert.ok(tree);
  const groups = () => tree.source.getChildren() as FileGroup[];
  const places = () => groups().map(({ path, rows }) => [path, rows.map(({ line }) => line)]);
  const run = async (command: string, ...args: unknown[]): Promise<void> => {
    const commands = results.commands as Record<string, (...all: unknown[]) => unknown>;
    await commands[`hearth.${command}`]?.(...args);
  };
  const change = async (...paths: string[]): Promise<void> => {
    changed.fire(paths);
    await turn();
    await turn();
  };
  return { results, tree, groups, places, run, options, memory, change, added };
}

const standing = (path: string, ...lines: string[]): void =>
  void fake.editor.files.set(`/project/${path}`, lines.join("\n"));

test("kept results are a tree of files and lines, with the query and the filters above it", async () => {
  const { results, tree, places, groups } = begin();
  await results.keep({ asked, filters, hits: [hit("b.ts", "a fine\nb"), hit("a.ts", "x")] });
  assert.deepEqual(places(), [
    ["b.ts", [4]],
    ["a.ts", [4]],
  ]);
  assert.deepEqual(
    [tree.description, tree.message],
    ["a fine", "“a fine”: 2 places in 2 files — Go"],
  );
  const [row] = groups()[0]?.rows ?? [];
  const item = tree.source.getTreeItem(row) as fake.TreeItem;
  assert.deepEqual(item.label, { label: "a fine", highlights: [[2, 6]] });
  assert.equal(fake.editor.contexts.get("hearth.hasResults"), true);
  assert.equal(fake.editor.executed.at(-1)?.id, "hearth.results.focus");
});

test("steps open one result after the other and mark it in the tree", async () => {
  const { results, tree, run } = begin();
  await results.keep({ asked, filters, hits: [hit("b.ts"), hit("a.ts")] });
  await run("nextResult");
  await run("nextResult");
  assert.equal(fake.editor.shown.at(-1)?.uri, "file:///project/a.ts");
  assert.equal((tree.revealed as Row).hit.path, "a.ts");
  await run("previousResult");
  assert.equal(fake.editor.shown.at(-1)?.uri, "file:///project/b.ts");
});

test("one result or all of a file are taken out, and the last leaves an empty view", async () => {
  const { results, groups, places, run } = begin();
  const hits = [hit("b.ts"), { ...hit("b.ts", "y"), startLine: 40, endLine: 41 }, hit("a.ts")];
  await results.keep({ asked, filters, hits });
  await run("removeResult", groups()[0]?.rows[0]);
  assert.deepEqual(places(), [
    ["b.ts", [40]],
    ["a.ts", [4]],
  ]);
  await run("removeResult", groups()[0]);
  await run("removeResult", groups()[0]);
  assert.deepEqual(places(), []);
  assert.equal(fake.editor.contexts.get("hearth.hasResults"), false);
});

test("several are taken out at once", async () => {
  const { results, groups, places, run } = begin();
  await results.keep({ asked, filters, hits: [hit("b.ts"), hit("a.ts"), hit("c.ts")] });
  const [b, a] = groups();
  await run("removeResult", b, [b, a?.rows[0]]);
  assert.deepEqual(places(), [["c.ts", [4]]]);
});

test("one result, all of a file or what is selected goes into the chat, each once", async () => {
  const { results, groups, tree, added } = begin();
  await assert.rejects(results.addToChat(undefined, undefined), /go to a result/);
  const hits = [hit("b.ts"), { ...hit("b.ts", "y"), startLine: 40, endLine: 41 }, hit("a.ts")];
  await results.keep({ asked, filters, hits });
  const [b, a] = groups();
  await results.addToChat(a?.rows[0], undefined);
  assert.deepEqual(added.splice(0), ["/project/a.ts:4"]);
  await results.addToChat(b, [b, b?.rows[1], a] as never);
  assert.deepEqual(added.splice(0), ["/project/b.ts:4", "/project/b.ts:40", "/project/a.ts:4"]);
  tree.selection = [a?.rows[0]];
  await results.addToChat(undefined, undefined);
  assert.deepEqual(added, ["/project/a.ts:4"]);
});

test("refreshing asks the same again, with the filters it was kept with", async () => {
  const { results, places, run, options } = begin({ again: [hit("new.ts")] });
  await results.keep({ asked: { ...asked, under: "src" }, filters, hits: [hit("b.ts")] });
  await run("refreshResults");
  assert.deepEqual(options, [{ under: "src", languages: ["Go"], limit: 30 }]);
  assert.deepEqual(places(), [["new.ts", [4]]]);
});

test("results of another day are where their text is now, or gone, once they are seen", async () => {
  const first = begin();
  const hits = [hit("moved.ts", "let fine = 1;"), hit("gone.ts", "let fine = 2;"), hit("old.ts")];
  await first.results.keep({ asked, filters, hits });
  standing("moved.ts", "", "let fine = 1;");
  standing("gone.ts", "nothing");
  const { tree, places } = begin({ memory: first.memory });
  assert.equal(places().length, 3);
  tree.show();
  await turn();
  await turn();
  assert.deepEqual(places(), [["moved.ts", [1]]]);
  assert.match(tree.message, /2 results are gone with their code/);
});

test("results follow the disk: what is gone is left out, and is back when it comes back", async () => {
  const { results, tree, places, run, change } = begin();
  standing("src/b.ts", ...["", "", "", "", "let fine = 1;"]);
  standing("a.ts", ...["", "", "", "", "let fine = 2;"]);
  const hits = [hit("src/b.ts", "let fine = 1;"), hit("a.ts", "let fine = 2;")];
  await results.keep({ asked, filters, hits });
  fake.editor.files.delete("/project/src/b.ts");
  await change("/project/src");
  assert.deepEqual(places(), [["a.ts", [4]]]);
  assert.match(tree.message, /one place.*One result is gone with its code/);
  standing("src/b.ts", "let fine = 1;");
  await change("/project/src/b.ts", "/project/other.ts");
  assert.deepEqual(places(), [
    ["src/b.ts", [0]],
    ["a.ts", [4]],
  ]);
  assert.match(tree.message, /2 places in 2 files — Go$/);
  fake.editor.files.clear();
  await change("/project");
  assert.deepEqual(places(), []);
  assert.equal(fake.editor.contexts.get("hearth.hasResults"), true, "they may be looked for again");
  await run("clearResults");
  assert.equal(tree.message, "");
});

test("results keep to their file when it, or a folder above it, gets another name", async () => {
  const { results, places } = begin();
  await results.keep({ asked, filters, hits: [hit("src/b.ts", "1"), hit("src.ts", "2")] });
  const uri = (path: string) => fake.Uri.file(`/project/${path}`);
  fake.events.renamed.fire({ files: [{ oldUri: uri("src"), newUri: uri("lib/own") }] });
  fake.events.renamed.fire({ files: [{ oldUri: uri("src.ts"), newUri: uri("c.ts") }] });
  assert.deepEqual(places(), [
    ["lib/own/b.ts", [4]],
    ["c.ts", [4]],
  ]);
});

test("results are copied as Markdown", async () => {
  const { results, run } = begin();
  await results.keep({ asked, filters, hits: [hit("b.ts", "a fine")] });
  await run("copyResults");
  assert.equal(fake.editor.clipboard, "## a fine\n\n- [b.ts:5](<b.ts#L5>)\n  `a fine`\n");
});
