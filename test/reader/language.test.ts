import assert from "node:assert/strict";
import { test } from "node:test";
import { isUserError } from "../../src/platform/errors.ts";
import { openReader } from "../../src/speech/reader/reader.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import { FakePlayer, fakeVoice, partsOf, readable } from "./fakes.ts";

const german =
  "Der Index wird im Hintergrund gebaut und ist nicht auf das Netz angewiesen.\nDie Dateien werden mit dem Modell gelesen.";

/** Reads a text with a voice that says what it speaks; gives what was noted. */
async function read(text: string, languages?: readonly string[]): Promise<readonly string[]> {
  const player = new FakePlayer();
  const { speak } = fakeVoice();
  const reader = openReader(partsOf({ player: player.client, speak }));
  const notes: string[] = [];
  reader.onNote((note) => notes.push(note));
  const named = { title: "Joe", ...(languages && { languages }) };
  const voice = { tag: "@test/voice", voice: "ada", speed: 1, manner: usualManner, ...named };
  const heard = reader.read({ readable: readable(text), title: "a", voice });
  heard.catch(() => {});
  await Promise.race([heard, player.until(() => player.opened.length > 0)]);
  await reader.stop();
  return notes;
}

test("a text in a script that the voice cannot read is refused with what to do, not read in silence", async () => {
  await assert.rejects(
    read("これは日本語の文章です。", ["en-US", "en-GB"]),
    (error) =>
      isUserError(error) && /Joe speaks English.*Choose another voice/s.test(error.message),
  );
  assert.deepEqual(await read("これは日本語の文章です。", ["ja"]), []);
  assert.deepEqual(await read("これは日本語の文章です。"), [], "who knows what this voice speaks");
});

test("a text in another language is read, with a word about how it will sound", async () => {
  const [note] = await read(german, ["en-US"]);
  assert.match(note ?? "", /German.*Joe speaks English/);
  assert.deepEqual(await read(german, ["de"]), []);
  assert.deepEqual(await read("The index is built while you work.", ["en-US"]), []);
});
