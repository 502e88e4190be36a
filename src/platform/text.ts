/**
 * The text of a file's bytes: by the mark at its beginning UTF-8 or UTF-16, else UTF-8; what is no UTF-8 is read as
 * Latin-1.
 */
export function decodeText(bytes: Uint8Array): string {
  if (isUtf16(bytes))
    return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  const text = new TextDecoder().decode(bytes);
  if (!text.includes("\ufffd")) return text;
  // one broken letter among good ones is a fault in UTF-8; where all are broken, it is another encoding
  const broken = text.split("\ufffd").length - 1;
  const good = text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0;
  return good > broken ? text : new TextDecoder("latin1").decode(bytes);
}

/** Holds no text: a zero stands at its beginning, and it is no UTF-16. */
export const isBinary = (bytes: Uint8Array): boolean =>
  !isUtf16(bytes) && bytes.subarray(0, 8192).includes(0);

/** Has the mark of UTF-16 at its beginning: its zeros make no binary of it. */
export const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
