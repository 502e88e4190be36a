import assert from "node:assert/strict";
import { test } from "node:test";
import { renewed } from "../../src/chat/renew.ts";
import { attachment } from "../fakes/history.ts";

const piece = attachment({ text: "greet();\nleave();", firstLine: 3, lastLine: 4 });

test("text that has moved in its file is found again, the place nearest to where it was", () => {
  const file = `greet();\nleave();\n\n\n\ngreet();\nleave();\n`;
  assert.deepEqual(renewed(piece, file), { ...piece, firstLine: 1, lastLine: 2 });
  assert.deepEqual(renewed({ ...piece, firstLine: 5, lastLine: 6 }, file), {
    ...{ ...piece, firstLine: 6, lastLine: 7 },
  });
});

test("the kind of line break does not matter", () => {
  assert.deepEqual(renewed(piece, "a\r\nb\r\ngreet();\r\nleave();\r\n"), piece);
});

test("text that the file does not hold any more stays as it was and says so, until it is there again", () => {
  const changed = renewed(piece, "greet();\n");
  assert.deepEqual(changed, { ...piece, state: "changed" });
  assert.deepEqual(renewed(changed, "\n\ngreet();\nleave();\n"), piece);
});

test("of a file that is gone what is known stays, and says so", () => {
  assert.deepEqual(renewed(piece, undefined), { ...piece, state: "gone" });
});

test("a whole file is what it holds now", () => {
  const whole = attachment({ whole: true, text: "old", firstLine: 1, lastLine: 1 });
  assert.deepEqual(renewed(whole, "new\nlines\n"), {
    ...{ ...whole, text: "new\nlines\n", lastLine: 3 },
  });
});

test("a text that was too long to be kept is read again from its lines", () => {
  const long = { ...piece, text: "" };
  assert.equal(renewed(long, "1\n2\n3\n4\n5").text, "3\n4");
});

test("problems are no text of their file", () => {
  const problems = attachment({ kind: "problems", text: "line 3, error: no" });
  assert.deepEqual(renewed(problems, "anything"), problems);
});
