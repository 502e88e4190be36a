import assert from "node:assert/strict";
import { test } from "node:test";
import { normalise } from "../../predictors/english/normalise.ts";

function says(cases: Readonly<Record<string, string>>): void {
  for (const [written, said] of Object.entries(cases))
    assert.equal(normalise(written), said, written);
}

test("whole numbers, decimals and signs are said in words", () => {
  says({
    "0 and 7": "zero and seven",
    "13, 20, 21": "thirteen, twenty, twenty one",
    "100 or 101": "one hundred or one hundred one",
    "1,234,567": "one million two hundred thirty four thousand five hundred sixty seven",
    "1_000": "one thousand",
    "3.14": "three point one four",
    "-5": "minus five",
    "-0.5 to 2": "minus zero point five to two",
    "007": "zero zero seven",
    "1e-5": "one times ten to the minus five",
    "12345678901234567890":
      "one two three four five six seven eight nine zero one two three four five six seven eight nine zero",
  });
});

test("ordinals, fractions and ranges are said in words", () => {
  says({
    "1st, 2nd, 3rd, 12th, 20th, 21st": "first, second, third, twelfth, twentieth, twenty first",
    "1/2 or 3/4": "one half or three quarters",
    "3-5 items": "three to five items",
    "10–20 ms": "ten to twenty milliseconds",
  });
});

test("years, dates and times are said as people say them", () => {
  says({
    "in 2026": "in twenty twenty six",
    "since 1905": "since nineteen oh five",
    "year 2000": "year two thousand",
    "the 1990s": "the nineteen nineties",
    "2026-11-24": "November twenty fourth, twenty twenty six",
    "Jan 5, 2024": "January fifth, twenty twenty four",
    "at 12:30": "at twelve thirty",
    "at 9:05": "at nine oh five",
    "at 9:00 AM": "at nine o'clock A M",
  });
});

test("money and quantities carry their units", () => {
  says({
    "$9.99": "nine dollars and ninety nine cents",
    $1: "one dollar",
    "£3m": "three million pounds",
    "1 ms, 10ms": "one millisecond, ten milliseconds",
    "5 kB": "five kilobytes",
    "100 MB/s": "one hundred megabytes per second",
    "44.1 kHz": "forty four point one kilohertz",
    "50%": "fifty percent",
    "20°C": "twenty degrees Celsius",
    "1920x1080": "nineteen twenty by ten eighty",
  });
});

test("versions, addresses, hashes and codes of computers are said in words", () => {
  says({
    "v1.2.3": "version one point two point three",
    "1.2.3-beta.1": "one point two point three beta one",
    "192.168.0.1": "one hundred ninety two dot one hundred sixty eight dot zero dot one",
    "127.0.0.1:80": "one hundred twenty seven dot zero dot zero dot one port eighty",
    "0xFF": "hex F F",
    "issue #123": "issue number one hundred twenty three",
    "#ff8800": "hash F F eight eight zero zero",
    "commit a1b2c3d4e5": "commit hash A one B two C three D",
    "123e4567-e89b-12d3-a456-426614174000": "a U U I D",
    "H264 and utf8": "H two sixty four and utf eight",
  });
});

test("links are said by their host, paths by their end, files by name and extension", () => {
  says({
    "https://www.example.com/a/b?c=1.": "link to example dot com.",
    "see https://x.org": "see link to x dot org",
    "me@example.com": "me at example dot com",
    "in src/speech/code.ts": "in speech slash code dot T S",
    "at code.ts:12:5": "at code dot T S, line twelve, column five",
    "/usr/local/bin": "local slash bin",
    "package.json": "package dot json",
    "C:\\Users\\me\\a.txt": "me slash a dot T X T",
    "read/write": "read slash write",
  });
});

test("short forms and names of the trade are said in full", () => {
  says({
    "e.g. this, i.e. that": "for example this, that is that",
    "Mr. Smith vs. Dr. Jones": "mister Smith versus doctor Jones",
    "C++, C# and .NET": "C plus plus, C sharp and dot net",
    "Node.js": "node J S",
    "I/O": "I O",
    k8s: "kubernetes",
  });
});

test("marks are said where they are words and silent where they are not", () => {
  says({
    "a & b": "a and b",
    "2 + 2 = 4": "two plus two equals four",
    "x => y": "x arrow y",
    "a !== b": "a is not equal to b",
    "(in brackets) here": "in brackets, here",
    "*bold* and `code`": "bold and code",
    snake_case: "snake case",
    "well-known": "well known",
    "wait... what?!": "wait… what?",
    "one — two": "one — two",
    "“quoted”": "quoted",
    "it's don't": "it's don't",
  });
});

test("invisible marks, emoji, tags and line ends make no sound", () => {
  says({
    "a\u200b\u0000b": "ab",
    "done 🎉!": "done!",
    "<b>bold</b>": "bold",
    "one\ntwo": "one two",
    "": "",
    "---": "",
  });
});

test("a very long text is put into words in little time", () => {
  const text = "The value 1.5 of src/a.ts is $3, see https://x.org/y. ".repeat(200);
  const started = performance.now();
  normalise(text);
  assert.ok(performance.now() - started < 2000);
});
