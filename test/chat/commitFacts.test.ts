import assert from "node:assert/strict";
import { test } from "node:test";
import { subjectsOf } from "../../src/chat/commitFacts.ts";
import { faultsOf } from "../../src/chat/commitRules.ts";
import { filesOf } from "../../src/chat/diff.ts";

/** A diff of one file; lines begin with "+", "-", " " or "@@ … @@". */
const diffOf = (path: string, lines: string, about = "index 1..2 100644"): string =>
  `diff --git a/${path} b/${path}\n${about}\n--- a/${path}\n+++ b/${path}\n${lines}\n`;
const subjects = (...diffs: string[]): string[] => subjectsOf(filesOf(diffs.join("")));
const first = (...diffs: string[]): string | undefined => subjects(...diffs)[0];

test("a value that changed is told with its name, a version as an update", () => {
  assert.equal(
    first(diffOf("package.json", '@@ -1 +1 @@\n-    "pg": "8.16.0",\n+    "pg": "8.16.3",')),
    "Update pg from 8.16.0 to 8.16.3",
  );
  assert.equal(
    first(
      diffOf("a.ts", "@@ -1 +1 @@\n-const group = 20;\n+const group = 12;"),
      diffOf("b.ts", "@@ -1 +1 @@\n-const lines = 16;\n+const lines = 8;"),
    ),
    "Change group from 20 to 12 and lines from 16 to 8",
  );
});

test("one name in place of another, wherever it stands, is a renaming", () => {
  const before = diffOf(
    "Cart.java",
    "@@ -1 +1 @@\n-  public long sum() {\n+  public long total() {",
  );
  assert.equal(
    first(before, diffOf("Pay.java", "@@ -1 +1 @@\n-  pay(cart.sum());\n+  pay(cart.total());")),
    "Rename sum to total",
  );
  assert.notEqual(
    first(before, diffOf("Pay.java", "@@ -1 +1 @@\n-  pay(cart.sum());\n+  pay(0);")),
    "Rename sum to total",
  );
  assert.equal(
    first(diffOf("a.ts", "@@ -1 +1 @@\n-  return minutes;\n+  return hours;")),
    "Use hours instead of minutes",
  );
});

test("files that came, went or were moved are told by what is in them", () => {
  const sql = "@@ -0,0 +1 @@\n+CREATE INDEX loans_due ON loans (due);";
  assert.equal(first(diffOf("7.sql", sql, "new file mode 100644")), "Add index loans_due");
  const gone = "@@ -1 +0,0 @@\n-export class Cache {\n-}";
  assert.equal(first(diffOf("cache.ts", gone, "deleted file mode 100644")), "Remove Cache");
  const moved = "similarity index 100%\nrename from src/a.ts\nrename to lib/a.ts";
  assert.equal(first(`diff --git a/src/a.ts b/lib/a.ts\n${moved}\n`), "Move a.ts to lib");
});

test("a change within a function names it, and what its added lines are signs of", () => {
  const go =
    "@@ -1 +1 @@ func Page(url string) ([]byte, error) {\n \treturn\n+\tdefer res.Body.Close()";
  assert.equal(first(diffOf("fetch.go", go)), "Close res.Body in Page");
  const ts =
    "@@ -1 +1 @@\n /** Old. */\n+/** More. */\n export function toClock(s: number) {\n-  return a;\n+  return b;";
  assert.equal(first(diffOf("clock.ts", ts)), "Change toClock in clock.ts");
});

test("documents and tests are told of when nothing else changed", () => {
  const text = diffOf("README.md", "@@ -1 +1 @@\n+## Backups\n+\n+Run it.");
  assert.equal(first(text), "Document backups in README.md");
  assert.equal(first(text, diffOf("x.css", "@@ -1 +1 @@\n+.box {\n+}")), "Style .box in x.css");
  assert.equal(first(diffOf("test/a.test.ts", "@@ -1 +1 @@\n+x();")), "Add tests to a.test.ts");
});

test("whatever changed there is something to say, in one short line", () => {
  const long = `${"very".repeat(30)}.ts`;
  assert.deepEqual(subjects(diffOf(`src/${long}`, "@@ -1 +1 @@\n-a b\n+c d")), []);
  const many = ["a", "b", "c"].map((name) => diffOf(`src/${name}.x`, "@@ -1 +1 @@\n-a b\n+c d"));
  assert.equal(first(...many), "Change 3 files in src");
  const lines = (count: number): string => Array.from({ length: count }, (_, n) => `+x${n} y;`).join("\n"); // prettier-ignore
  const scattered = ["src/a", "src/b", "src/c/d", "src/c/e"].map((name) =>
    diffOf(`${name}.ts`, `@@ -1 +1 @@ function f() {\n${lines(4)}`),
  );
  assert.equal(first(...scattered), "Change 4 files in src");
  const large = diffOf("src/f.ts", `@@ -1 +1 @@ function f() {\n${lines(30)}`);
  assert.equal(first(...scattered, large), "Change f in f.ts");
});

test("messages that do not fit the change are found out", () => {
  const files = filesOf(
    diffOf("src/clock.ts", "@@ -1 +1 @@ function toClock() {\n-  return m;\n+  return hours(m);"),
  );
  const faults = (message: string) => faultsOf(message, files, ["Add a start script"]);
  assert.deepEqual(faults("Show hours in toClock"), []);
  assert.deepEqual(faults("fix(clock): show hours in toClock"), []);
  assert.deepEqual(faults(""), ["empty"]);
  assert.deepEqual(faults("Added hours to the clock"), ["mood"]);
  assert.deepEqual(faults("src/clock.ts"), ["mood"]);
  assert.deepEqual(faults("const { hours } = toClock();"), ["markup", "mood"]);
  assert.deepEqual(faults("Remove hours from toClock"), ["verb"]);
  assert.deepEqual(faults("Show hours in the playerView"), ["invented"]);
  assert.deepEqual(faults("Improve the program"), ["ungrounded"]);
  assert.deepEqual(faults("Show hours, which show hours, which show hours"), ["repeats"]);
  assert.deepEqual(faults("Add a start script, return"), ["echo", "verb"]);
  assert.deepEqual(faults("```\nShow hours"), ["markup", "mood"]);
  assert.deepEqual(faults(`Show hours ${"of the day ".repeat(6)}`), ["long", "repeats"]);
});
