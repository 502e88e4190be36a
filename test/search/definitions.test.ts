import assert from "node:assert/strict";
import { before, test } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { toChunks, toLines } from "../../src/search/chunks/chunk.ts";
import { indexText, Terms } from "../../src/search/words/corpus.ts";
import { lookOnDisk } from "../../src/search/rank/fresh.ts";
import { type Grammars, openGrammars } from "../../src/search/chunks/grammars.ts";
import { grammarFiles, languageOf } from "../../src/search/chunks/languages.ts";

let grammars: Grammars;
before(() => {
  grammars = openGrammars("node_modules/@vscode/tree-sitter-wasm/wasm", silent);
});

async function names(path: string, text: string): Promise<string[]> {
  await grammars.prepare(path);
  const found = grammars.read(toLines(text), path);
  assert.ok(found, `${path} could not be read`);
  return found.map(({ fullName }) => fullName);
}

const sources: Readonly<Record<string, readonly [text: string, ...names: string[]]>> = {
  "a.ts": [
    `export const run = async () => { const inner = 1; };
    export default class Cache<K> { handler = () => {}; get(k: K) {} #drop() {} }
    interface Thing { run(): void } type Name = string; enum Color { Red }
    exports.old = function () {}; Store.prototype.save = function () {};
    const table = { data: 1, read() {}, write: () => 2 }; module.exports = table;
    declare function over(a: string): void; abstract class Shape { abstract area(): number }`,
    ...["run", "Cache", "Cache.handler", "Cache.get", "Cache.#drop", "Thing", "Name", "Color"],
    ...["old", "Store.save", "table", "read", "write", "over", "Shape", "Shape.area"],
  ],
  "a.tsx": ["export function View() { return <p>hi</p>; }", "View"],
  "a.js": ["var app = module.exports = {};\napp.init = function init() {};", "app", "app.init"],
  "a.py": [
    "LIMIT = 1\nclass Cache(Base):\n  @property\n  def get(self): pass\n  async def put(self): x = 1\n",
    ...["LIMIT", "Cache", "Cache.get", "Cache.put"],
  ],
  "a.go": [
    "package a\ntype Cache[K any] struct{}\nfunc (c *Cache[K]) Get(k K) int { return 1 }\nfunc help() {}\nconst (\n\tOne = 1\n)\nvar Gone = 2\n",
    ...["Cache", "Cache.Get", "help", "One", "Gone"],
  ],
  "a.rs": [
    "pub struct Cache<T>(T);\nimpl<T> Cache<T> { pub fn new() {} }\nimpl<T> Display for Cache<T> { fn fmt(&self) {} }\ntrait Shape { fn area(&self); }\nmacro_rules! twice { () => {} }\nconst MAX: u8 = 3;",
    ...["Cache", "Cache", "Cache.new", "Cache", "Cache.fmt", "Shape", "Shape.area", "twice", "MAX"],
  ],
  "A.java": [
    "public class Cache<K> { int a = 1; Cache() {} @Override public int get(K k) { return 1; } interface Visitor { void visit(); } }",
    ...["Cache", "Cache.Cache", "Cache.get", "Cache.Visitor", "Cache.Visitor.visit"],
  ],
  "a.cs": [
    "namespace A.B { public class Cache<T> { public int Size { get; set; } public T Get(string k) { return default; } } record Point(int X); }",
    ...["Cache", "Cache.Size", "Cache.Get", "Point"],
  ],
  "a.cpp": [
    `#define MAX 1
    namespace one { namespace two {
    template <typename T> class Cache { const T& get(int i) const { return v; } bool operator==(int o) { return 1; } };
    } }
    template <typename T> Cache<T>::~Cache() {}
    static int *help(char c) { return 0; } std::string app::Thing::name() { return ""; } using Alias = int;`,
    ...["MAX", "Cache", "Cache.get", "Cache.operator==", "Cache.~Cache", "help", "app.Thing.name"],
    "Alias",
  ],
  "a.h": [
    "#ifndef A_H\n#define A_H\nstruct point { int x; };\nint area(struct point p) { return 1; }\n#endif\n",
    ...["A_H", "point", "area"],
  ],
  "a.php": [
    "<?php\nfinal class Cache implements X { public function get() {} }\nfunction help() {}\n",
    ...["Cache", "Cache.get", "help"],
  ],
  "a.rb": [
    "module Rack\n  class Utils::Deep < Base\n    def get(k); 1; end\n    def self.make; end\n    def ok?; end\n  end\nend\n",
    ...["Rack", "Rack.Utils.Deep", "Rack.Utils.Deep.get", "Rack.Utils.Deep.make"],
    "Rack.Utils.Deep.ok?",
  ],
  "a.sh": ["deploy() {\n  echo\n}\nfunction build { echo; }\n", "deploy", "build"],
};

for (const [path, [text, ...expected]] of Object.entries(sources))
  test(`what ${path} defines is known by its full name`, async () => {
    assert.deepEqual(await names(path, text), expected);
  });

test("every grammar that is shipped is tried above", () => {
  const tried = Object.keys(sources).map((path) => `tree-sitter-${languageOf(path)?.grammar}.wasm`);
  assert.deepEqual([...new Set(tried)].sort(), grammarFiles.slice(1).toSorted());
});

const chunksOf = async (path: string, text: string) => {
  await grammars.prepare(path);
  return toChunks(text, path, grammars.read).map(({ startLine, symbols }) => [
    toLines(text)[startLine]?.trim(),
    ...symbols,
  ]);
};

test("a chunk begins with the comments and decorators of its definition, whatever their form", async () => {
  const body = (n = 40): string => "    total = total + compute(row);\n".repeat(n);
  const text = `class Table {
${"  row = first;\n".repeat(20)}
  /*
  The sum of all.

  Not cached.
  */
  @logged()
  @timed({
    unit: "ms",
  })
  sum() {
${body()}  }

  // about the mean

  mean() {
${body()}  }
}
`;
  assert.deepEqual(await chunksOf("a.ts", text), [
    ["class Table {", "Table"],
    ["/*", "Table.sum"],
    ["// about the mean", "Table.mean"],
  ]);
});

test("text of many lines inside a function does not split it from its beginning", async () => {
  const text = `def query():\n    text = """\nselect *\n\nfrom table\n"""\n    return run(text)\n\n\n`;
  const chunks = await chunksOf(
    "a.py",
    text.repeat(20).replaceAll(/def query/g, () => "def query"),
  );
  assert.ok(chunks.length > 1);
  for (const [line] of chunks) assert.equal(line, "def query():");
});

test("the rest of a long function is called by it, and what follows keeps its own name", async () => {
  const long = (name: string): string =>
    `  ${name}() {\n${"    this.rows.push(compute(this.total));\n".repeat(60)}  }\n`;
  const chunks = await chunksOf("a.js", `class Table {\n${long("fill")}\n${long("empty")}}\n`);
  const symbols = chunks.map(([, ...rest]) => rest.join(" "));
  assert.deepEqual([...new Set(symbols)], ["Table", "Table.fill", "Table.empty"]);
});

test("a language without a grammar, broken code and huge files are split by their looks", async () => {
  const text = "function one() {\n  return 1;\n}\n";
  await grammars.prepare("a.kt");
  assert.equal(grammars.read(toLines(text), "a.kt"), undefined);
  assert.equal(grammars.read(toLines(text.repeat(20_000)), "a.ts"), undefined);
  assert.deepEqual(await chunksOf("a.kt", "fun one() {\n  return 1\n}\n"), [
    ["fun one() {", "one"],
  ]);
  assert.deepEqual(await chunksOf("a.js", "}}}} )) function one() {\n"), [
    ["}}}} )) function one() {"],
  ]);
});

test("without its grammars source is still read, and that is told once", async () => {
  const told: string[] = [];
  const none = openGrammars("no/such/folder", { ...silent, warn: (message) => told.push(message) });
  await none.prepare("a.ts");
  await none.prepare("b.ts");
  assert.equal(none.read(["function one() {}"], "a.ts"), undefined);
  assert.equal(told.length, 1);
});

test("a method that moved and changed is found by its full name", async () => {
  const method = (name: string, what: string): string =>
    `  ${name}() {\n${`    this.rows.push(${what});\n`.repeat(40)}  }\n`;
  const text = (...methods: string[]): string => `class Table {\n${methods.join("\n")}}\n`;
  await grammars.prepare("a.ts");
  const before = text(method("fill", "first"), method("empty", "second"));
  const terms = new Terms();
  const file = indexText(
    { folder: "/f", path: "a.ts", size: 1, mtimeMs: 1, hash: "", text: before },
    terms,
    grammars.read,
  );
  const index = file.chunks.findIndex(({ symbols }) => symbols[0] === "Table.empty");
  const now = text(method("added", "other"), method("fill", "first"), method("empty", "third"));
  const onDisk = lookOnDisk({
    read: async () => Buffer.from(now),
    terms,
    definitions: grammars.read,
    onStale: () => {},
  });
  const [hit] = await onDisk([{ place: { file, index }, score: 1 }]);
  assert.equal(hit?.symbols?.[0], "Table.empty");
  assert.equal(toLines(now)[hit?.startLine ?? 0], "  empty() {");
});
