import assert from "node:assert/strict";
import { test } from "node:test";
import { toCommands } from "../../src/chat/shell.ts";

test("lines for a shell are its commands; of a session with prompts only what was typed", () => {
  assert.deepEqual(toCommands("npm ci\n\nnpm test  \n"), ["npm ci", "npm test"]);
  assert.deepEqual(toCommands("$ git status\nnothing to commit\n$ ls"), ["git status", "ls"]);
  assert.deepEqual(toCommands("PS C:\\> dir"), ["dir"]);
});

test("nothing that a model writes can act as a key in the terminal", () => {
  assert.deepEqual(toCommands("ls\u001B[201~\r\u0003 rm"), ["ls[201~ rm"]);
});
