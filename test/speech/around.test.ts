import assert from "node:assert/strict";
import { test } from "node:test";
import { commentAround } from "../../src/speech/code/commentAround.ts";
import { sectionAround } from "../../src/speech/prose/sectionAround.ts";

/** The comment for the place of the bar. */
function comment(marked: string, languageId: string): string | undefined {
  const offset = marked.indexOf("‸");
  const text = marked.replace("‸", "");
  const found = commentAround(text, { languageId, offset });
  return found && text.slice(found.start, found.end);
}

test("a comment is found from inside it, whole", () => {
  assert.equal(comment("a();\n// one\n// t‸wo\n\n// three\n", "typescript"), "// one\n// two");
  assert.equal(comment("/**\n * Ad‸ds.\n */\nf();", "typescript"), "/**\n * Adds.\n */");
  assert.equal(comment("f(); // w‸hy", "typescript"), "// why");
});

test("from code, the comment above the declaration around it is found", () => {
  const text = "/** Adds. */\nfunction add(a, b) {\n  if (a) {\n    return ‸b;\n  }\n}\n";
  assert.equal(comment(text, "typescript"), "/** Adds. */");
  assert.equal(comment("/** Adds. */\nfunction a‸dd(a, b) {}\n", "typescript"), "/** Adds. */");
});

test("the nearest declaration wins, and one beside it is not taken", () => {
  const text =
    "/** A class. */\nclass A {\n  /** One. */\n  one() {}\n\n  two() {\n    ret‸urn;\n  }\n}\n";
  assert.equal(comment(text, "typescript"), "/** A class. */");
  assert.equal(comment("/** One. */\none();\n\nt‸wo();\n", "typescript"), undefined);
});

test("a docstring stands below its declaration", () => {
  const text = 'def f(x):\n    """Say it."""\n    return ‸x\n';
  assert.equal(comment(text, "python"), '"""Say it."""');
  assert.equal(comment('def f‸(x):\n    """Say it."""\n', "python"), '"""Say it."""');
  assert.equal(comment("# Above.\ndef f(x):\n    return ‸x\n", "python"), "# Above.");
});

test("code without a comment has none", () => {
  assert.equal(comment("f‸();", "typescript"), undefined);
  assert.equal(comment("‸", "typescript"), undefined);
});

const text = "intro\n\n# One *a*\n\ntext\n\n## Sub\n\nmore\n\nTwo\n===\n\nend\n";
const section = (word: string) => {
  const found = sectionAround(text, text.indexOf(word));
  return found && [found.title, text.slice(found.start, found.end).split("\n").at(0)];
};

test("a Markdown section goes from its heading to the next of its rank", () => {
  assert.deepEqual(section("text"), ["One a", "# One *a*"]);
  const found = sectionAround(text, text.indexOf("text"));
  assert.equal(found?.end, text.indexOf("Two"));
  assert.deepEqual(section("more"), ["Sub", "## Sub"]);
  assert.deepEqual(section("end"), ["Two", "Two"]);
});

test("above the first heading there is no section", () => {
  assert.equal(sectionAround(text, 0), undefined);
});
