import type { LlamaModel, Token } from "node-llama-cpp";

/** What a token stands for on its own. */
export interface Piece {
  /** U+FFFD where it is no whole character. */
  readonly text: string;
  /** In UTF-8; null for a sign of the model's own, such as the end of its turn. */
  readonly bytes: readonly number[] | null;
}

/** Looks tokens up in the vocabulary of the model's file: as text, a part of a character would be lost. */
export function pieceOf(model: LlamaModel, token: Token): Piece {
  if (model.isSpecialToken(token)) return { text: model.detokenize([token], true), bytes: null };
  const { tokens, model: kind } = model.fileInfo.metadata?.tokenizer?.ggml ?? {};
  const entry = tokens?.[token];
  const text = model.detokenize([token], true);
  if (entry === undefined || model.getTokenAttributes(token).userDefined) return whole(text);
  const bytes = kind === "gpt2" ? fromLetters(entry) : fromSpaced(entry);
  return bytes ? { text: decode(bytes), bytes } : whole(text);
}

const decode = (bytes: readonly number[]): string =>
  new TextDecoder().decode(Uint8Array.from(bytes));

const whole = (text: string): Piece => ({
  text,
  bytes: text.includes("\uFFFD") ? null : [...Buffer.from(text)],
});

/** SentencePiece: "▁" is a space, "<0x0A>" a byte. */
function fromSpaced(entry: string): number[] {
  const [, byte] = /^<0x([0-9A-F]{2})>$/.exec(entry) ?? [];
  return byte ? [Number.parseInt(byte, 16)] : [...Buffer.from(entry.replaceAll("▁", " "))];
}

/** GPT-2's way: a letter a byte. Undefined when one of them stands for none. */
function fromLetters(entry: string): number[] | undefined {
  const bytes = [...entry].map((letter) => letters.get(letter));
  return bytes.every((byte) => byte !== undefined) ? bytes : undefined;
}

/** Bytes that print stand for themselves, the others for the letters from U+0100 on, in order. */
const letters = new Map<string, number>();
for (let byte = 0, others = 0; byte < 256; byte++) {
  const prints = (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  letters.set(String.fromCodePoint(prints ? byte : 256 + others++), byte);
}
