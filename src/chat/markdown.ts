import { questionText } from "./prompt.ts";
import type { Answer, Conversation } from "./protocol.ts";

/** A conversation as a Markdown document: its context in fences, what the model thought in quotes. */
export function toMarkdown({ title, created, turns }: Conversation): string {
  const parts = [
    `# ${title.replace(/\s+/g, " ")}`,
    `*${new Date(created).toISOString().slice(0, 16).replace("T", " ")} UTC*`,
  ];
  for (const { question, answer } of turns)
    parts.push("## Question", questionText(question), `## Answer (${answer.model})`, body(answer));
  return `${parts.join("\n\n")}\n`;
}

function body({ text, reasoning, state }: Answer): string {
  const parts = [];
  if (reasoning) parts.push(quoted(reasoning));
  if (text) parts.push(closed(text));
  if (state.kind === "stopped")
    parts.push(state.repeated ? "*Stopped: it only repeated itself.*" : "*Stopped.*");
  if (state.kind === "failed") parts.push(`*Failed.* ${state.message ?? ""}`.trim());
  return parts.join("\n\n") || "*Empty.*";
}

const quoted = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

/** An answer that was cut off inside a code block would swallow the rest of the document. */
function closed(text: string): string {
  let open: string | undefined;
  for (const [, fence = ""] of text.matchAll(/^ {0,3}(`{3,}|~{3,})/gm))
    if (!open) open = fence;
    else if (fence[0] === open[0] && fence.length >= open.length) open = undefined;
  return open ? `${text}\n${open}` : text;
}
