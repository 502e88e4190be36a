import assert from "node:assert/strict";
import { test } from "node:test";
import { openEnglish } from "../../predictors/english/phonemes.ts";
import { gold, silver } from "./fixture.ts";

const english = openEnglish([gold, silver]);
const say = (text: string): string =>
  english
    .toPhrases(text, 500)
    .map(({ phonemes }) => phonemes)
    .join(" | ");
const way = (word: string) => {
  const [said] = english.explain(word);
  return [said?.phonemes, said?.way];
};

test("words are found in any case, in either lexicon", () => {
  assert.equal(say("Cat london Boolean"), "kˈæt lˈʌndən bˈuliən");
});

test("sentences come apart, and keep their marks", () => {
  assert.equal(say("Hello, world! Is it one? It is."), "həlˈO, wˈɜɹld! | ɪz ɪt wˈʌn? | ɪt ɪz.");
});

test("small words change with the sound that follows", () => {
  assert.equal(say("the cat"), "ðə kˈæt");
  assert.equal(say("the apple"), "ði ˈæpᵊl");
  assert.equal(say("to apple to cat to"), "tʊ ˈæpᵊl tə kˈæt tu");
  assert.equal(say("a cat, an apple"), "ɐ kˈæt, ɐn ˈæpᵊl");
  assert.equal(say("number A"), "nˈʌmbəɹ ˈA");
});

test("a word with several forms takes the one that its neighbour asks for", () => {
  assert.equal(say("the record"), "ðə ɹˈɛkəɹd");
  assert.equal(say("to record"), "tə ɹəkˈɔɹd");
  assert.equal(say("is read"), "ɪz ɹˈɛd");
  assert.equal(say("it used to run"), "ɪt jˈust tə ɹˈʌn");
  assert.equal(say("it is used to run"), "ɪt ɪz jˈuzd tə ɹˈʌn");
});

test("endings are added to known stems by rule", () => {
  assert.deepEqual(way("watches"), ["wˈɑʧᵻz", "stem"]);
  assert.deepEqual(way("saves"), ["sˈAvz", "stem"]);
  assert.deepEqual(way("tests"), ["tˈɛsts", "stem"]);
  assert.deepEqual(way("tries"), ["tɹˈIz", "stem"]);
  assert.deepEqual(way("tested"), ["tˈɛstᵻd", "stem"]);
  assert.deepEqual(way("watched"), ["wˈɑʧt", "stem"]);
  assert.deepEqual(way("saved"), ["sˈAvd", "stem"]);
  assert.deepEqual(way("running"), ["ɹˈʌnɪŋ", "stem"]);
  assert.deepEqual(way("writing"), ["ɹˈIɾɪŋ", "stem"]);
  assert.deepEqual(way("user's"), ["jˈuzəɹz", "stem"]);
});

test("prefixes, suffixes and compounds are taken apart", () => {
  assert.deepEqual(way("unhappy"), ["ʌnhˈæpi", "affix"]);
  assert.deepEqual(way("happiness"), ["hˈæpinəs", "affix"]);
  assert.deepEqual(way("keyframe"), ["kˈifɹˌAm", "compound"]);
});

test("developers' words come before all others", () => {
  assert.equal(say("JSON"), "ʤˈAsˌɑn");
  assert.equal(say("kubectl"), "kjˈub kəntɹˈOl");
  assert.equal(say("argv"), "ˌɑɹɡvˈi");
});

test("acronyms are spelled, known ones said as words, shouted words said", () => {
  assert.equal(say("HTTP"), "ˌAʧtˌitˌipˈi");
  assert.equal(say("URLs"), "jˌuˌɑɹˈɛlz");
  assert.equal(say("IT"), "ˌItˈi");
  assert.equal(say("NASA"), "nˈæsə");
  assert.equal(say("NOT"), "nˌɑt");
  assert.deepEqual(way("xkcd"), ["ˌɛkskˌAsˌidˈi", "spelled"]);
});

test("identifiers fall into words", () => {
  assert.equal(say("getUserId"), "ɡɛt jˈuzəɹ ˌIdˈi");
  assert.equal(say("HTTPServer").split(" ")[0], "ˌAʧtˌitˌipˈi");
});

test("a word that nobody knows is read by its letters, with one main stress", () => {
  const [said] = english.explain("frobnicator");
  assert.equal(said?.way, "letters");
  assert.equal(said?.phonemes.match(/ˈ/g)?.length, 1);
  assert.match(said?.phonemes ?? "", /^fɹ/);
});

test("names of things that every object has are no words of the lexicon", () => {
  for (const word of ["constructor", "valueOf", "toString", "hasOwnProperty"])
    assert.match(say(word), /^[^\s]+/, word);
  assert.notEqual(way("constructor")[1], "lexicon");
});

test("other scripts and lone marks say nothing", () => {
  assert.equal(say("中文 Привет"), "");
  assert.equal(say("--- ***"), "");
  assert.equal(say("café"), say("cafe"));
});

test("a long sentence is cut where it can be, and nothing is lost", () => {
  const text = `${"hello world, ".repeat(30)}cat`;
  const phonemes = (of: string, longest: number): string[] =>
    english.toPhrases(of, longest).map((phrase) => phrase.phonemes);
  const pieces = phonemes(text, 60);
  assert.ok(pieces.length > 5);
  for (const piece of pieces) assert.ok([...piece].length <= 60);
  assert.equal(pieces.join(" "), phonemes(text, 5000).join(" "));
  const [first] = phonemes("cat".repeat(60), 30);
  assert.equal([...(first ?? "")].length, 30);
});
