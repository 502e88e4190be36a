import assert from "node:assert/strict";
import { test } from "node:test";
import { splitIdentifier } from "../../src/speech/code/identifier.ts";
import { syntaxOf, usualSyntax } from "../../src/speech/code/languages.ts";
import { tokenize } from "../../src/speech/code/lexer.ts";
import { type CodeStyle, usualManner } from "../../src/speech/utterance.ts";
import { toUtterances } from "../../src/speech/utterances.ts";

const spoken = (text: string, style: CodeStyle = "idiomatic", languageId = "typescript") =>
  toUtterances({ text, languageId, offset: 0 }, { ...usualManner, style }).map(
    (utterance) => utterance.spoken,
  );

test("identifiers fall into words; acronyms and known names stay whole", () => {
  const cases: Record<string, string> = {
    getElementById: "get element by id",
    HTTPServer: "HTTP server",
    userIDs: "user IDs",
    parseURLs: "parse URLs",
    snake_case_name: "snake case name",
    MAX_RETRY_COUNT: "max retry count",
    BASE_URL: "base URL",
    __dirname: "dirname",
    IPv6Address: "IPv6 address",
    iOSVersion: "iOS version",
    OAuth2Client: "OAuth2 client",
    "kebab-case": "kebab case",
    utf8: "utf 8",
    größe: "größe",
  };
  for (const [name, words] of Object.entries(cases))
    assert.equal(
      splitIdentifier(name)
        .map(({ word }) => word)
        .join(" "),
      words,
      name,
    );
});

test("the parts of an identifier know where they stand", () => {
  const [, second] = splitIdentifier("_fooBar");
  assert.deepEqual(second, { word: "bar", from: 4, to: 7 });
});

test("tokens, joined, are the source", () => {
  const source =
    "const a = `x ${y}` /* c */ + 'it''s' // d\n0xFF_FF a/b/c /re[/]x/g 1_000 \"open\n#!?";
  for (const id of ["typescript", "python", "sql", "rust", "html", "shellscript"])
    assert.equal(
      [...tokenize(source, syntaxOf(id) ?? usualSyntax)].map(({ text }) => text).join(""),
      source,
      id,
    );
});

test("operators are said as a programmer says them", () => {
  const cases: Record<string, string> = {
    "if (x === 0 && !y) return;": "if x strictly equals 0 and not y, return",
    "a[i] = f(x, y);": "a sub i equals f of x, y",
    "const g = (n) => n * 2": "const g equals n arrow n times 2",
    "user?.name ?? 'none'": "user optional dot name or else none",
    "x !== null || n >= 10": "x does not strictly equal null or n is at least 10",
    "const s = ok ? a : b": "const s equals ok then a otherwise b",
    "let m: Map<string, number>": "let m, Map of string, number",
    "return -1": "return minus 1",
    "run()": "run",
    "const big = 1_000_000": "const big equals 1000000",
    'say("")': "say of empty string",
  };
  for (const [code, words] of Object.entries(cases)) assert.deepEqual(spoken(code), [words], code);
});

test("the literal style names every mark", () => {
  assert.deepEqual(spoken("f(a[0]);", "literal"), [
    "f open paren a open bracket 0 close bracket close paren semicolon",
  ]);
});

test("the prose style reads comments only", () => {
  assert.deepEqual(spoken("const a = 1; // the first\nconst b = 2;", "prose"), ["the first"]);
  assert.deepEqual(spoken("const a = 1;", "prose"), []);
});

test("wrapped comments are joined into sentences that keep their place", () => {
  const text = "  // Reads the file\n  // at a path. Then\n  // closes it.\n\n  // Another.\n";
  const utterances = toUtterances(
    { text, languageId: "typescript", offset: 0 },
    { ...usualManner, style: "prose" },
  );
  assert.deepEqual(
    utterances.map((u) => [u.spoken, text.slice(u.start, u.end)]),
    [
      ["Reads the file at a path.", "Reads the file\n  // at a path."],
      ["Then closes it.", "Then\n  // closes it."],
      ["Another.", "Another."],
    ],
  );
});

test("doc comments lose their gutters and say their tags", () => {
  const text = "/**\n * Adds two.\n *\n * @param {number} a - the first\n * @returns the sum\n */";
  assert.deepEqual(spoken(text, "prose"), [
    "Adds two.",
    "parameter a: the first",
    "returns: the sum",
  ]);
});

test("licence headers, rulers and notes to tools are not read", () => {
  const text =
    "// Copyright 2024 Somebody\n// MIT License\n\n// ------\n// eslint-disable-next-line no-x\n// Real words.\nf();";
  assert.deepEqual(spoken(text, "prose"), ["Real words."]);
});

test("a comment about licences further down is read", () => {
  assert.deepEqual(spoken("f();\n// Checks the license key.", "prose"), [
    "Checks the license key.",
  ]);
});

test("strings of Python are code, docstrings are comments", () => {
  const text = 'def f(x):\n    """Say hello."""\n    # Why not.\n    return f"hi {x}"\n';
  assert.deepEqual(spoken(text, "prose", "python"), ["Say hello.", "Why not."]);
  assert.deepEqual(spoken(text, "idiomatic", "python"), [
    "define f of x",
    "Say hello.",
    "Why not.",
    "return hi x",
  ]);
});

test("command lines have their own words", () => {
  assert.deepEqual(spoken("cat a | grep -i err > out && echo $HOME", "idiomatic", "shellscript"), [
    "cat a pipe to grep dash I err into out and then echo HOME",
  ]);
});

test("a web page is read as its text", () => {
  const text = "<html><script>no</script><p>Hello <b>there</b>.</p><p>Two</p></html>";
  assert.deepEqual(spoken(text, "idiomatic", "html"), ["Hello there.", "Two"]);
});
