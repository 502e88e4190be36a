import assert from "node:assert/strict";
import { test } from "node:test";
import { mostLike } from "../../src/platform/likeness.ts";

const tags = [
  "@hearth/qwen2.5-coder-1.5b-instruct",
  "@hearth/qwen3-8b",
  "@hearth/smollm2-135m-instruct",
  "@me/kokoro",
];

test("a part of a tag, a slip and a missing owner mean the tag", () => {
  for (const [name, tag] of [
    ["qwen2.5-coder-1.5b", tags[0]],
    ["@hearth/smolm2-135m-instruct", tags[2]],
    ["KOKORO", tags[3]],
    ["qwen3", tags[1]],
  ] as const)
    assert.equal(mostLike(name, tags)[0], tag, name);
});

test("what shares only the owner, or nothing, means none of them", () => {
  assert.deepEqual(mostLike("@hearth/gpt-4", tags), []);
  assert.deepEqual(mostLike("", tags), []);
});
