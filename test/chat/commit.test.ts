import assert from "node:assert/strict";
import { test } from "node:test";
import { commitLine, commitMessages, shortenDiff } from "../../src/chat/commit.ts";

const diff = `diff --git a/src/a.ts b/src/a.ts
index 1..2 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,3 +1,3 @@
 same
-old
+new
diff --git a/docs/b.md b/docs/b.md
new file mode 100644
--- /dev/null
+++ b/docs/b.md
@@ -0,0 +1 @@
+# Title
`;

test("of a diff only what changed is read, under the names of the files", () => {
  assert.equal(
    shortenDiff(diff, 1000),
    "src/a.ts\n-old\n+new\ndocs/b.md\nnew file mode 100644\n+# Title",
  );
});

test("a large diff is cut file by file, so that every file is seen", () => {
  const large = diff.replace("+new", `+${"x".repeat(5000)}`);
  const short = shortenDiff(large, 400);
  assert.ok(short.length < 400);
  assert.match(short, /docs\/b\.md/);
});

test("lines that begin with the marks of a diff's head are changes all the same", () => {
  assert.match(shortenDiff(diff.replace("-old", "--- a comment in SQL"), 1000), /new/);
  assert.match(shortenDiff(diff.replace("-old", "--i;"), 1000), /^--i;$/m);
});

test("the model sees examples, then the diff", () => {
  const messages = commitMessages(diff);
  assert.deepEqual(
    messages.map(({ role }) => role),
    ["system", "user", "assistant", "user", "assistant", "user"],
  );
  assert.match(messages.at(-1)?.content ?? "", /^src\/a\.ts[\s\S]*Commit message:$/);
});

test("a message is one line without decoration", () => {
  assert.equal(commitLine('```\nCommit message: "Fix the door."\n```\nIt was'), "Fix the door");
  assert.equal(commitLine("- **Add a bell**\n- and more"), "Add a bell");
  assert.equal(commitLine("\n\n"), "");
  assert.ok(commitLine("word ".repeat(40)).length <= 72);
});
