/** One sentence to be spoken, and where it stands in the document. */
export interface Utterance {
  /** As it is handed to the voice: code already put into words. */
  readonly spoken: string;
  /** UTF-16 offsets into the document; end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Silence after it, seconds. */
  readonly pause: number;
}

/** How code is read: comments and prose only, the way a programmer says it, or every mark. */
export type CodeStyle = "prose" | "idiomatic" | "literal";

export interface ReadableText {
  readonly text: string;
  /** VS Code language id, such as "typescript" or "markdown". */
  readonly languageId: string;
  /** Offset of `text` in its document. */
  readonly offset: number;
}
