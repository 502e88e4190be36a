import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { foreignIn } from "../../src/speech/prose/language.ts";

test("another script is told by its letters, also beside names in Latin ones", () => {
  assert.deepEqual(foreignIn("これは日本語の文章です。"), { kind: "script" });
  assert.deepEqual(foreignIn("Привет, мир! Это README."), { kind: "script" });
  assert.equal(foreignIn("The angle α and the sign 東 in one sentence."), undefined);
});

test("another language is told by its small words, once there are enough of them", () => {
  const german =
    "Der Index wird im Hintergrund gebaut und ist nicht auf das Netz angewiesen. Die Dateien werden mit dem Modell gelesen.";
  const french =
    "Les fichiers sont lus dans le dossier et les vecteurs sont écrits sur le disque pour que la recherche soit rapide.";
  assert.deepEqual(foreignIn(german), { kind: "language", language: "de" });
  assert.deepEqual(foreignIn(french), { kind: "language", language: "fr" });
  assert.equal(foreignIn("Der Hund ist das."), undefined);
});

test("English, code and lists of names are no other language", () => {
  assert.equal(foreignIn(readFileSync("README.md", "utf8")), undefined);
  assert.equal(foreignIn(readFileSync("src/search/search.ts", "utf8")), undefined);
  assert.equal(foreignIn("un un un un un un un un"), undefined);
  assert.equal(foreignIn("12 + 3"), undefined);
  assert.equal(foreignIn(""), undefined);
});
