import { Tokenizer } from "@huggingface/tokenizers";

/** Token ids of a text with the model's marks around it, never more than `maxTokens`. */
export type Encode = (text: string) => readonly number[];

// no tokenizer makes so few tokens of so many characters but from blanks, which carry no meaning
const charactersPerToken = 64;

/**
 * @param definition the content of a tokenizer.json
 * A text that is too long loses its end; the marks (such as [CLS] and [SEP]) stay.
 */
export function openTokenizer(definition: object, maxTokens: number): Encode {
  const tokenizer = new Tokenizer(definition, {});
  const marksAfter = countMarksAfter(tokenizer);
  return (text) => {
    const { ids } = tokenizer.encode(text.slice(0, maxTokens * charactersPerToken));
    if (ids.length <= maxTokens) return ids;
    const end = marksAfter ? ids.slice(-marksAfter) : [];
    return [...ids.slice(0, maxTokens - marksAfter), ...end];
  };
}

function countMarksAfter(tokenizer: Tokenizer): number {
  const marked = tokenizer.encode("a").ids;
  const bare = tokenizer.encode("a", { add_special_tokens: false }).ids;
  for (let before = 0; before + bare.length <= marked.length; before++)
    if (bare.every((id, i) => id === marked[before + i]))
      return marked.length - before - bare.length;
  return 0;
}
