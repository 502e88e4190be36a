import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText } from "../../src/platform/text.ts";

const text = "Größe 100 € für ‚Straße‘";

test("UTF-8 is read with and without its mark, which is no letter of the text", () => {
  assert.equal(decodeText(Buffer.from(text)), text);
  assert.equal(decodeText(Buffer.from(`\ufeff${text}`)), text);
  assert.equal(decodeText(new Uint8Array(0)), "");
});

test("UTF-16 is read by its mark, in both orders of bytes", () => {
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  assert.equal(decodeText(little), text);
  assert.equal(decodeText(Buffer.from(little).swap16()), text);
});

test("what is no UTF-8 is read as Latin-1", () => {
  assert.equal(decodeText(Buffer.from("Größe: für Straßen", "latin1")), "Größe: für Straßen");
});

test("a broken letter among good ones stays one, and costs no other", () => {
  const bytes = Buffer.concat([Buffer.from("Größe für "), Buffer.from([0xff]), Buffer.from("!")]);
  assert.equal(decodeText(bytes), "Größe für \ufffd!");
});
