import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { LeftOut } from "../../src/search/files/leftOut.ts";
import type { Explanation } from "../../src/search/protocol.ts";
import type { Search } from "../../src/search/search.ts";
import { explainFile } from "../../src/vscode/search/explain.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(() => fake.reset());

/** What is said of a file, and what is offered; `press` is pressed. */
async function explain(explanation: Explanation, press?: string) {
  let offered: readonly string[] = [];
  fake.editor.answers.push((buttons) => {
    offered = buttons;
    return press;
  });
  const search = { explain: async () => explanation } as unknown as Search;
  await explainFile(search, fake.Uri.file("/project/src/a.ts") as never);
  return { said: fake.editor.asked.at(-1)?.message ?? "", offered };
}

const leftOut = (reason: LeftOut): Explanation => ({ kind: "left out", reason });

const ignored: LeftOut = {
  why: "ignored",
  file: "/project/.gitignore",
  line: 2,
  pattern: "build/",
  path: "build/",
};

test("a file that is known is said to be known, and how far", async () => {
  const whole = await explain({ kind: "indexed", chunks: 3, meaning: 3 });
  assert.equal(whole.said, "src/a.ts is searched by words and by meaning.");
  const part = await explain({ kind: "indexed", chunks: 3, meaning: 1 });
  assert.match(part.said, /1 of its 3 parts/);
  assert.match((await explain({ kind: "waiting" })).said, /in a moment/);
});

test("the rule that leaves a file out is named, and its line opens", async () => {
  const { said, offered } = await explain(leftOut(ignored), "Open the Line");
  assert.equal(said, 'src/a.ts is not searched: "build/", line 3 of .gitignore, leaves it out.');
  assert.deepEqual(offered, ["Search It Anyway", "Open the Line"]);
  const shown = fake.editor.shown.at(-1);
  assert.equal(shown?.uri, "file:///project/.gitignore");
  assert.equal((shown?.options["selection"] as fake.Range | undefined)?.start.line, 2);
});

test("what was left out is brought back by an exception beside those there are", async () => {
  fake.editor.settings.set("hearth.search.exclude", ["*.gen.ts"]);
  await explain(leftOut(ignored), "Search It Anyway");
  assert.deepEqual(fake.editor.settings.get("hearth.search.exclude"), ["*.gen.ts", "!/build/"]);
});

test("the limit is raised to what the file needs, unless that is more than can be set", async () => {
  const tooLarge = (size: number): Explanation =>
    leftOut({ why: "too large", size, most: 512 * 1024 });
  const { said } = await explain(tooLarge(700_000), "Raise the Limit to 684 KB");
  assert.match(said, /it has 684 KB, and files above 512 KB are left out/);
  assert.equal(fake.editor.settings.get("hearth.search.maxFileSizeKb"), 684);
  const huge = await explain(tooLarge(1e9), "Open the Setting");
  assert.deepEqual(huge.offered, ["Open the Setting"]);
  assert.deepEqual(fake.editor.executed.at(-1), {
    id: "workbench.action.openSettings",
    args: ["@id:hearth.search.maxFileSizeKb"],
  });
});

test("every other reason is a sentence of its own", async () => {
  const reasons: LeftOut[] = [
    { why: "outside" },
    { why: "missing" },
    { why: "not a file" },
    { why: "excluded", setting: "files.exclude", pattern: "**/x", path: "x" },
    { why: "skipped folder", path: "node_modules/" },
    ...(
      ["lock file", "secret", "minified", "no text", "empty", "binary", "generated"] as const
    ).map((why) => ({ why })),
  ];
  const said: string[] = [];
  for (const reason of reasons) said.push((await explain(leftOut(reason))).said);
  assert.equal(new Set(said).size, reasons.length);
  for (const sentence of said) assert.match(sentence, /^src\/a\.ts is not searched: .+\.$/);
});

test("without a file it says what to do", async () => {
  await assert.rejects(explainFile({} as Search), /Open the file first/);
});
