import type { Traced } from "../../platform/traced.ts";
import { emojiWords } from "./emoji.ts";
import { nameMarks } from "../code/operators.ts";
import type { Manner } from "../utterance.ts";

const emoji = /\s*(\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])?)\ufe0f?\s*/gu;
/** ":tada:" */
const shortcode = /(?<=^|\s):([a-z][a-z_]+):(?=\s|$)/g;
/** Marks that mean something of their own; what is inside a number or a word is no mark. */
const special = /(?<![\d])[()[\]{}"“”*/\\|~^_<>=+&%$@#`]|(?<=\d)[()[\]{}"“”](?!\d)/g;
const sentence = /(?<!\d)[,.;:!?](?![\w/])|(?<=\d)[,.;:!?](?=\s|$)/g;
const names: Readonly<Record<string, string>> = {
  ".": "period",
  "!": "exclamation mark",
  "“": "quote",
  "”": "quote",
};

/** Prose with as many marks named as the manner asks for. Emoji have names of their own; those without one are silent. */
export function sayMarks(said: Traced, { punctuation }: Manner): Traced {
  switch (punctuation) {
    case "none":
      return said
        .replace(emoji, " ")
        .replace(/[-=]>|[→⇒←]|(?<=\s|^)[=<>*/\\|~^_#@+]+(?=\s|$)/g, " ");
    case "some":
      return withEmoji(said);
    case "most":
      return withEmoji(said).replace(special, named);
    default:
      // the mark itself stays, for it makes the pause
      return withEmoji(said)
        .replace(special, named)
        .replace(sentence, ([mark]) => ` ${names[mark] ?? nameMarks(mark)}${mark}`);
  }
}

const named = ([mark]: RegExpMatchArray): string => ` ${names[mark] ?? nameMarks(mark)} `;

const withEmoji = (said: Traced): Traced =>
  said
    .replace(shortcode, ([, name = ""]) => name.replaceAll("_", " "))
    .replace(emoji, ([, picture = ""]) => {
      const words = emojiWords(picture);
      return words ? `, ${words}, ` : undefined;
    });
