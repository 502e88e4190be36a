import assert from "node:assert/strict";
import { test } from "node:test";
import { normalised } from "../../predictors/english/normalise.ts";
import { openEnglish } from "../../predictors/english/phonemes.ts";
import type { Manner, ReadableText, Utterance } from "../../src/speech/utterance.ts";
import { longest, toUtterances } from "../../src/speech/utterances.ts";
import { gold, silver } from "../english/fixture.ts";

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const languages =
  "typescript typescriptreact python go rust c cpp java shellscript json yaml html css markdown plaintext sql toml unknown".split(
    " ",
  );
/** What texts are made of: words, marks that open something and may never close it, and what trips readers up. */
const pieces = [
  ..."( ) [ ] { } < > \" ' ` ''' \"\"\" /* */ // # -- <!-- --> ``` ~~~ **  __ | & ; : , . ! ? = == => -> :: ?. ?? ++ -- @ $ ${ $( \\ / ~ ^ %".split(" "),
  ..."const let getHTTPUrl2 snake_case MAX_SIZE __init__ a b I the cat don't user's v1.2.3 3.14 1e-5 0xFF #ff8800 10ms $9.99 12:30 2026-11-24 192.168.0.1:80".split(" "),
  ..."https://www.example.com/a?b=c me@example.com src/a.ts:12:5 ~/.bashrc a1b2c3d4e5 e.g. i.e. etc. Mr. 🎉 👩‍💻 中文 größe e\u0301 \u200b \u0000 \u202e \ufeff \ud83d".split(" "),
  "\n", "\r\n", "\n\n", "\t", "  ", "\n- ", "\n1. ", "\n# ", "\n| a | b |\n|---|---|\n| ", " * ", "\n    ", "---\n", "@param {", ":param x: ", "Args:\n",
]; // prettier-ignore

function text(next: () => number): string {
  const count = Math.floor(next() ** 2 * 150);
  return Array.from({ length: count }, () => {
    const piece = pieces[Math.floor(next() * pieces.length)] ?? "";
    return next() < 0.6 ? `${piece} ` : piece;
  }).join("");
}

const pick = <T>(next: () => number, from: readonly T[]): T => {
  const item = from[Math.floor(next() * from.length)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
};

interface Case {
  readonly seed: number;
  readonly readable: ReadableText;
  readonly utterances: readonly Utterance[];
}

const cases: Case[] = Array.from({ length: 1500 }, (_, seed) => {
  const next = chance(seed);
  const readable = {
    text: text(next),
    languageId: pick(next, languages),
    offset: seed % 3 ? 100 : 0,
  };
  const manner: Manner = {
    style: pick(next, ["prose", "idiomatic", "literal"]),
    punctuation: pick(next, ["none", "some", "most", "all"]),
    pronunciations: seed % 5 ? {} : { cat: "feline", getHTTPUrl2: "the getter", "a(b": "never" },
  };
  return { seed, readable, utterances: toUtterances(readable, manner) };
});

const each = (check: (one: Case) => void): void => {
  for (const one of cases)
    try {
      check(one);
    } catch (error) {
      throw new Error(`seed ${one.seed}, ${JSON.stringify(one.readable)}`, { cause: error });
    }
};

test("whatever is written, every range lies inside its text and holds something", () => {
  let words = 0;
  each(({ readable: { text: all, offset }, utterances }) => {
    for (const utterance of utterances) {
      assert.ok(utterance.start >= offset && utterance.end <= offset + all.length);
      assert.ok(utterance.start < utterance.end);
      for (const word of utterance.words) {
        words++;
        assert.ok(word.start >= utterance.start && word.end <= utterance.end);
        assert.ok(word.start < word.end);
      }
    }
  });
  assert.ok(words > 10_000, `${words} words`);
});

test("whatever is written, its sentences follow one another", () => {
  each(({ utterances }) => {
    utterances.forEach((utterance, i) =>
      assert.ok(i === 0 || utterance.start >= (utterances[i - 1]?.start ?? 0), utterance.spoken),
    );
  });
});

test("every word of a sentence has its place, in order, and together they are the sentence", () => {
  each(({ utterances }) => {
    for (const { spoken, words } of utterances) {
      assert.equal(words.map(({ from, to }) => spoken.slice(from, to)).join(" "), spoken);
      let end = 0;
      for (const { from, to } of words) {
        assert.ok(from >= end && to > from);
        end = to;
      }
    }
  });
});

test("no sentence is longer than a voice takes at once, and none is blank", () => {
  each(({ utterances }) => {
    for (const { spoken, pause } of utterances) {
      assert.ok(spoken.length <= longest, `${spoken.length} units`);
      assert.match(spoken, /[\p{L}\p{N}]/u);
      assert.ok(pause > 0 && pause < 1);
    }
  });
});

test("letters of plain text are never lost", () => {
  const plain = (all: string): string => all.replace(/[^a-z]/gi, "").toLowerCase();
  for (let seed = 0; seed < 200; seed++) {
    const next = chance(seed);
    const words = Array.from({ length: 80 }, () =>
      pick(next, [
        "cat",
        "dog,",
        "House.",
        "and",
        "runs;",
        "quickly!\n",
        "over\n\n",
        "the",
        "(blue)",
        "sky?",
      ]),
    );
    const written = words.join(" ");
    const read = toUtterances({ text: written, languageId: "plaintext", offset: 0 });
    assert.equal(plain(read.map(({ spoken }) => spoken).join("")), plain(written));
  }
});

test("the voice knows where each of its words came from, whatever it is given", () => {
  const english = openEnglish([gold, silver]);
  each(({ utterances }) => {
    for (const { spoken } of utterances) {
      const said = normalised(spoken);
      for (const { index, 0: word } of said.text.matchAll(/\S+/g)) {
        const { start, end } = said.range(index, index + word.length);
        assert.ok(start >= 0 && end <= spoken.length && start < end, `${word} of ${spoken}`);
      }
    }
  });
  for (const { utterances } of cases.slice(0, 150))
    for (const { spoken } of utterances)
      for (const phrase of english.toPhrases(spoken, 60)) {
        assert.ok(phrase.phonemes.length <= 60);
        for (const { from, to, start, end } of phrase.words) {
          assert.ok(from >= 0 && to <= phrase.phonemes.length && from < to);
          assert.ok(start >= 0 && end <= spoken.length && start < end);
        }
      }
});
