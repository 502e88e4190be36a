import assert from "node:assert/strict";
import { test } from "node:test";
import { definitionOf, definitions, type ToolName } from "../../src/search/tools/definitions.ts";
import { checkInput } from "../../src/search/tools/input.ts";
import { shownPath, toNamedPath } from "../../src/search/tools/paths.ts";
import { hitAt } from "./hits.ts";

function check(name: ToolName, input: unknown) {
  const definition = definitionOf(name);
  assert.ok(definition);
  return checkInput(definition, input);
}
const wrong = (input: unknown): RegExp =>
  new RegExp(`hearth_semanticSearch .*${String(input)}`, "s");

test("good input is taken as it is, without spaces around it", () => {
  assert.deepEqual(check("hearth_semanticSearch", { query: " a fine ", limit: 3 }), {
    query: "a fine",
    limit: 3,
  });
});

test("numbers as text and null for what is left out are understood", () => {
  assert.deepEqual(check("hearth_semanticSearch", { query: "x", limit: "3", under: null }), {
    query: "x",
    limit: 3,
  });
  assert.deepEqual(check("hearth_indexStatus", undefined), {});
  assert.deepEqual(check("hearth_indexStatus", null), {});
});

test("each kind of wrong input is named, together with what is allowed", () => {
  const cases: readonly (readonly [input: unknown, says: string])[] = [
    [undefined, '"query" is missing'],
    [{}, '"query" is missing'],
    [{ query: "  " }, '"query" is empty'],
    [{ query: 7 }, '"query" must be text, not 7'],
    [{ query: ["a"] }, '"query" must be text, not a list'],
    [{ query: "x", limit: 0 }, '"limit" must be a whole number from 1 to 50, not 0'],
    [{ query: "x", limit: 2.5 }, "not 2.5"],
    [{ query: "x", limit: "ten" }, 'not "ten"'],
    [{ query: "x", limit: "" }, 'not ""'],
    [{ query: "x", limit: {} }, "not an object"],
    [{ query: "x", shared: "yes" }, '"shared" must be true or false, not "yes"'],
    [{ query: "x", maxResults: 5 }, 'There is no "maxResults"'],
    [{ query: "x", constructor: 5 }, 'There is no "constructor"'],
    [[], "takes an object, not a list"],
    ["a fine", 'takes an object, not "a fine"'],
  ];
  for (const [input, says] of cases)
    assert.throws(
      () => check("hearth_semanticSearch", input),
      (error: Error) =>
        wrong(says).test(error.message) &&
        error.message.endsWith('It takes "query" (required), "under", "limit", "shared".'),
      `${JSON.stringify(input)} should say: ${says}`,
    );
});

test("everything that is wrong is told at once", () => {
  assert.throws(() => check("hearth_semanticSearch", { limit: 99, files: "*" }), {
    message: /"limit" must be .*There is no "files"\. "query" is missing\./,
  });
});

test("the schemas are plain JSON that forbids what it does not name", () => {
  for (const { inputSchema } of definitions) {
    assert.deepEqual(JSON.parse(JSON.stringify(inputSchema)), inputSchema);
    assert.equal(inputSchema.additionalProperties, false);
  }
});

test("a path may be relative, absolute, in Windows' form, or end with a slash", () => {
  const one = ["/home/ada/shop"];
  for (const path of ["src/loans", "./src/loans/", "src\\loans", "/home/ada/shop/src/loans"])
    assert.deepEqual(toNamedPath(path, one), { folder: one[0], inside: "src/loans" }, path);
  for (const path of [".", "./", "/home/ada/shop"])
    assert.deepEqual(toNamedPath(path, one), { folder: one[0], inside: "" }, path);
});

test("with several folders a path begins with the folder's name, or means each of them", () => {
  const two = ["/home/ada/shop", "/home/ada/web"];
  assert.deepEqual(toNamedPath("web/src", two), { folder: two[1], inside: "src" });
  assert.deepEqual(toNamedPath("web", two), { folder: two[1], inside: "" });
  assert.deepEqual(toNamedPath("src", two), { inside: "src" });
  const hit = hitAt("src/a.ts", { folder: "/home/ada/web" });
  assert.equal(shownPath(hit, two), "web/src/a.ts");
  assert.equal(shownPath(hit, ["/home/ada/web"]), "src/a.ts");
});

test("a path that leads out of the folders is refused, and the folders are named", () => {
  for (const path of ["../other", "src/../../other", "/etc/passwd", "/home/ada/shopping"])
    assert.throws(() => toNamedPath(path, ["/home/ada/shop"]), {
      message: /outside of what can be searched: \/home\/ada\/shop/,
    });
});
