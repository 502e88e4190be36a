import assert from "node:assert/strict";
import { test } from "node:test";
import { openEnglish } from "../../predictors/english/phonemes.ts";
import { phonemesOf } from "../../src/speech/pronounce.ts";
import { type Pronunciations, usualManner } from "../../src/speech/utterance.ts";
import { toUtterances } from "../../src/speech/utterances.ts";
import { gold, silver } from "../english/fixture.ts";

const read = (text: string, pronunciations: Pronunciations, languageId = "plaintext") =>
  toUtterances({ text, languageId, offset: 0 }, { ...usualManner, pronunciations });
const spoken = (...args: Parameters<typeof read>): string[] => read(...args).map((u) => u.spoken);

test("a word is said as it is respelled, in any case, and nothing else is", () => {
  const list = { kubectl: "cube control" };
  assert.deepEqual(spoken("Run Kubectl, not kubectls.", list), ["Run cube control, not kubectls."]);
});

test("a respelled word still marks its own place", () => {
  const [utterance] = read("Run kubectl now.", { kubectl: "cube control" });
  const places = utterance?.words.map(({ start, end }) => "Run kubectl now.".slice(start, end));
  assert.deepEqual(places, ["Run", "kubectl", "kubectl", "now."]);
});

test("names in code are found whole and by their parts", () => {
  const list = { Frobnitz: "frob nits", fooBar: "the foo of bar" };
  assert.deepEqual(spoken("const myFrobnitz = fooBar;", list, "typescript"), [
    "const my frob nits equals the foo of bar",
  ]);
});

test("marks in a word of the list are no pattern, and blank entries are left out", () => {
  assert.deepEqual(spoken("axb a.b", { "a.b": "dotted", x: " ", "": "nothing" }), ["axb dotted"]);
});

test("sounds between slashes are no respelling: they are told to the voice", () => {
  const list = { nginx: "/ˈɛndʒɪnˈɛks/", cat: "feline" };
  assert.deepEqual(spoken("nginx cat", list), ["nginx feline"]);
  assert.deepEqual(phonemesOf(list), { nginx: "ˈɛndʒɪnˈɛks" });
});

test("a voice says the sounds that it is told, written in IPA or as misaki writes them", () => {
  const english = openEnglish([gold, silver]);
  const say = (own: Record<string, string>): string | undefined =>
    english.toPhrases("The Cat", 100, own)[0]?.phonemes;
  assert.equal(say({ cat: "ˈdʒeɪsən ɝ tʃoʊ" }), "ðə ˈʤAsən ɜɹ ʧO");
  assert.equal(say({ cat: "ʤˈAsᵊn" }), "ðə ʤˈAsᵊn");
  assert.equal(say({}), "ðə kˈæt");
});
