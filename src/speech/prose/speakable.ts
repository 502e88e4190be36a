/** A sentence is over where its mark, perhaps a quote, and a space are followed by something new, or at a blank line. */
const end =
  /(?<![.\s]\p{L})[.!?…]["'”)\]*_]*\s+(?=[\p{Lu}\p{N}"“(*_`])|\n\s*\n|(?<=\n)(?=[-*] |\d+[.)] |#+ )/gu;
/** A piece that is shorter waits for the next: a sentence of one word would sound clipped. */
const shortest = 24;
/** A fence is handed on whole. */
const fence = /^\s*```/gm;

/**
 * Cuts a text that is still being written into pieces that can be spoken: whole sentences, as soon as they are certain.
 * Joined, the pieces are the text.
 */
export async function* speakable(text: AsyncIterable<string>): AsyncGenerator<string> {
  let waiting = "";
  for await (const part of text) {
    waiting += part;
    for (let at = cutOf(waiting); at > 0; at = cutOf(waiting)) {
      yield waiting.slice(0, at);
      waiting = waiting.slice(at);
    }
  }
  if (waiting.trim()) yield waiting;
}

/** Where the first sentence ends; 0 while that is not certain. */
function cutOf(text: string): number {
  for (const match of text.matchAll(end)) {
    const at = match.index + match[0].length;
    const isOpen = (text.slice(0, at).match(fence)?.length ?? 0) % 2 === 1;
    if (at >= shortest && at < text.length && !isOpen) return at;
  }
  return 0;
}
