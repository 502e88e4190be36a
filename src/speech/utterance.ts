import type { Range } from "../platform/traced.ts";

/** A word of what is spoken, and where it stands in the document. */
export interface Word extends Range {
  /** UTF-16 offsets into `Utterance.spoken`; end exclusive. */
  readonly from: number;
  readonly to: number;
}

/** One sentence to be spoken, and where it stands in the document. */
export interface Utterance extends Range {
  /** As it is handed to the voice: code already put into words. */
  readonly spoken: string;
  /** Every word of `spoken`, in order. */
  readonly words: readonly Word[];
  /** Silence after it, seconds. */
  readonly pause: number;
  /** It is the first of a paragraph: blank lines or a heading come before it. */
  readonly opens: boolean;
  /** The heading that begins with it, as it is spoken. */
  readonly heading?: string;
}

/** How code is read: comments and prose only, the way a programmer says it, or every mark. */
export type CodeStyle = "prose" | "idiomatic" | "literal";

/** Which marks are named: none, those with a meaning of their own, all but commas and full stops, or every one. */
export type Punctuation = "none" | "some" | "most" | "all";

/** Words and how they are said: a respelling ("cube control"), or phonemes between slashes ("/kjˈub kəntɹˈOl/"). */
export type Pronunciations = Readonly<Record<string, string>>;

/** How a text is put into words. */
export interface Manner {
  readonly style: CodeStyle;
  readonly punctuation: Punctuation;
  readonly pronunciations: Pronunciations;
  /**
   * The first utterance is cut to at most so many UTF-16 units, between words if need be: for a voice that takes long to
   * begin. Left out: about nine words, and only where a clause ends.
   */
  readonly opening?: number;
}

export const usualManner: Manner = {
  style: "idiomatic",
  punctuation: "some",
  pronunciations: {},
};

export interface ReadableText {
  readonly text: string;
  /** VS Code language id, such as "typescript" or "markdown". */
  readonly languageId: string;
  /** Offset of `text` in its document. */
  readonly offset: number;
  /** Address of its document, whose folder may have settings of its own. */
  readonly uri?: string;
  /** What is said instead of `text`, each piece standing for a part of the document. */
  readonly pieces?: readonly Piece[];
}

/** Plain text that stands for a part of a document, such as the message of a problem there. */
export interface Piece extends Range {
  readonly text: string;
}
