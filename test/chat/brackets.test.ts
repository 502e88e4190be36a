import assert from "node:assert/strict";
import { test } from "node:test";
import { keepsBrackets } from "../../src/chat/brackets.ts";

test("a change that leaves a bracket open, or closes one too many, is found out", () => {
  const before = "function f(a) {\n  return [a];\n}\n";
  assert.equal(keepsBrackets(before, "function f(a, b) {\n  return [a, { b }];\n}\n"), true);
  assert.equal(keepsBrackets(before, "function f(a) {\n  return [a];\n"), false);
  assert.equal(keepsBrackets(before, `${before}}\n`), false);
  assert.equal(keepsBrackets(before, "function f(a) {\n  return [a;\n}\n"), false);
});

test("brackets in texts and comments mean nothing, and what was open before may stay open", () => {
  assert.equal(keepsBrackets("a();", 'a("(");\n// :(\n/* [ */ b(`{`);'), true);
  assert.equal(keepsBrackets("if (a {", "if (b {"), true);
});
