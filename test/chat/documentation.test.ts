import assert from "node:assert/strict";
import { test } from "node:test";
import { documentationOf, formOf } from "../../src/chat/documentation.ts";
import { FillIn } from "../../src/chat/fillIn.ts";
import { attachment } from "../fakes/history.ts";

const fee = `export function overdueFee(loan: Loan, returned: Date): number {
  return Math.min(MOST, days(loan, returned) * RATE);
}`;

/** The finished block, from the JSON handed over in pieces of `size` letters. */
function filled(code: string, language: string, sentences: object, size = 3): string {
  const form = documentationOf(code, language);
  assert.ok(form, `no documentation for ${code}`);
  const fill = new FillIn(form);
  const json = JSON.stringify(sentences);
  let out = "";
  for (let at = 0; at < json.length; at += size) out += fill.add(json.slice(at, at + size));
  return out + fill.end();
}

const keys = (code: string, language: string): readonly string[] | undefined =>
  documentationOf(code, language)?.blanks.map(({ key }) => key);

test("the model's sentences become a comment over code that stays as it was", () => {
  const sentences = { summary: "Works out a fee.", loan: "the loan", returned: "when", result: "cents" }; // prettier-ignore
  const wanted = `\`\`\`typescript
/**
 * Works out a fee.
 *
 * @param loan - the loan
 * @param returned - when
 * @returns cents
 */
${fee}
\`\`\``;
  for (const size of [1, 7, 1000]) assert.equal(filled(fee, "typescript", sentences, size), wanted);
});

test("Python's docstring stands below its head, Go's comment begins with the name, Rust's has its slashes", () => {
  const python = "def read(path: str) -> bytes:\n    return open(path).read()";
  assert.equal(
    filled(python, "python", { summary: "Read a file.", path: "where", result: "bytes" }),
    '```python\ndef read(path: str) -> bytes:\n    """Read a file.\n\n    path: where\n    Returns: bytes\n    """\n    return open(path).read()\n```',
  );
  const bare = 'def run():\n    print("x")';
  assert.match(filled(bare, "python", { summary: "Run." }), /:\n {4}"""Run\."""\n {4}print/);
  const go = "func Page(url string) []byte {\n\treturn nil\n}";
  assert.match(
    filled(go, "go", { summary: "Fetches it." }),
    /^```go\n\/\/ Page fetches it\.\nfunc/,
  );
  const rust = "pub fn count(text: &str) -> usize {\n    1\n}";
  assert.match(
    filled(rust, "rust", { summary: "Counts.", result: "How many." }),
    /^```rust\n\/\/\/ Counts\.\n\/\/\/\n\/\/\/ Returns how many\.\npub fn/,
  );
});

test("parameters are read off the head, whatever types, defaults and modifiers they have", () => {
  const ts =
    "  async find(name: Map<string, number>, { limit = 10 }: Options, ...rest: string[]): Promise<void> {\n  }";
  assert.deepEqual(keys(ts, "typescript"), ["summary", "name", "rest"]);
  const arrow = "const group = (list, key = (a, b) => a) => list.map(key);";
  assert.deepEqual(keys(arrow, "javascript"), ["summary", "list", "key", "result"]);
  const python = "def send(self, to: str = 'a', *args, **options) -> None:\n    pass";
  assert.deepEqual(keys(python, "python"), ["summary", "to", "args", "options"]);
  const java = "public static void pay(final List<Item> items, int[] cents) {\n}";
  assert.deepEqual(keys(java, "java"), ["summary", "items", "cents"]);
  const cpp = "int add(const std::string& name, int count = 0) {\n  return 1;\n}";
  assert.deepEqual(keys(cpp, "cpp"), ["summary", "name", "count", "result"]);
});

test("what is not one function of a known language is documented freely", () => {
  assert.equal(documentationOf("class A {\n  b() {}\n}", "typescript"), undefined);
  assert.equal(documentationOf(`${fee}\n\n${fee}`, "typescript"), undefined);
  assert.equal(documentationOf("const most = 3;", "typescript"), undefined);
  assert.equal(documentationOf("body { color: red; }", "css"), undefined);
  const piece = attachment({ text: fee });
  assert.ok(formOf({ text: "", attachments: [piece], job: "document" }));
  assert.equal(formOf({ text: "", attachments: [piece] }), undefined);
  assert.equal(formOf({ text: "", attachments: [piece, piece], job: "document" }), undefined);
});

test("what the model leaves empty is left out, and code with fences of its own stays in one block", () => {
  const sentences = { summary: "Works.", loan: "", returned: "when", result: "" };
  assert.match(
    filled(fee, "typescript", sentences),
    /\n \* Works\.\n \*\n \* @param returned - when\n \*\/\n/,
  );
  const code = "function f() {\n  return '```';\n}";
  assert.match(filled(code, "javascript", { summary: "Fences." }), /^````javascript\n[^]*\n````$/);
});

test("where somebody has said what it does these words stay, and the rest is asked for", () => {
  const old = `/**\n * What a late return costs,\n * in cents.\n *\n * @param loan - old\n */\n${fee}`;
  assert.deepEqual(keys(old, "typescript"), ["loan", "returned", "result"]);
  const sentences = { loan: "the loan", returned: "when", result: "cents" };
  assert.equal(
    filled(old, "typescript", sentences),
    `\`\`\`typescript\n/**\n * What a late return costs,\n * in cents.\n *\n * @param loan - the loan\n * @param returned - when\n * @returns cents\n */\n${fee}\n\`\`\``,
  );
  const short = `/** What it costs. */\n${fee}`;
  assert.match(
    filled(short, "typescript", sentences),
    /\/\*\*\n \* What it costs\.\n \*\n \* @param loan/,
  );
  const python = 'def read(path):\n    """Old.\n\n    More.\n    """\n    return 1';
  assert.equal(
    filled(python, "python", { path: "where", result: "one" }),
    '```python\ndef read(path):\n    """Old.\n\n    path: where\n    Returns: one\n    """\n    return 1\n```',
  );
  // nothing but this sentence is to be had: it is written anew
  const go = "// Page is old.\nfunc Page() {\n}";
  assert.match(filled(go, "go", { summary: "Is new." }), /^```go\n\/\/ Page is new\.\nfunc/);
});

test("nothing that a model writes can end the comment or leave its lines", () => {
  const sentences = { summary: `Ends */ here\n${"long ".repeat(30)}`, loan: 'a "b"', returned: "\\", result: "é" }; // prettier-ignore
  const made = filled(fee, "typescript", sentences);
  assert.ok(made.endsWith(` */\n${fee}\n\`\`\``), made);
  assert.equal(made.match(/\*\//g)?.length, 1);
  for (const line of made.split("\n").slice(1, -5)) {
    assert.match(line, /^(\/\*\*| \*)/);
    assert.ok(line.length <= 102, line);
  }
});

test("an answer that is cut off is whole code all the same, and one that is no JSON passes as it is", () => {
  const form = documentationOf(fee, "typescript");
  assert.ok(form);
  const cut = new FillIn(form);
  const text = cut.add('{"summary": "Works out a f') + cut.end();
  assert.ok(text.endsWith(` */\n${fee}\n\`\`\``), text);
  assert.match(text, / \* Works out a f\n \*\/\n/);
  const free = new FillIn(form);
  assert.equal(free.add("Here") + free.add(" it is") + free.end(), "Here it is");
});
