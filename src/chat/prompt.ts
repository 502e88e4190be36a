import type { Message } from "../predictor/chatTypes.ts";
import { formOf } from "./documentation.ts";
import { fenceFor } from "./fence.ts";
import type { Answer, Attachment, Question, Turn } from "./protocol.ts";
import { withoutRepeats } from "./repeats.ts";

/** Asked when a cut-off answer is to go on: every chat model understands it, whatever its template. */
export const continueRequest =
  "Your answer was cut off. Continue it exactly where it stops, without repeating or introducing anything.";

/**
 * What the model reads: the system prompt (left out when blank), then the turns from `leftOut` on. A turn
 * without an answer is skipped, unless it is the last one, which is the question.
 */
export function toMessages({
  turns,
  leftOut = 0,
  systemPrompt,
}: {
  readonly turns: readonly Turn[];
  readonly leftOut?: number;
  readonly systemPrompt: string;
}): Message[] {
  const messages: Message[] = systemPrompt.trim()
    ? [{ role: "system", content: systemPrompt }]
    : [];
  turns.slice(leftOut).forEach(({ question, answer }, index, seen) => {
    if (!answer.text && index < seen.length - 1) return;
    messages.push({ role: "user", content: questionText(question) });
    if (answer.text) messages.push({ role: "assistant", content: said(answer) });
  });
  return messages;
}

const said = ({ text, state }: Answer): string =>
  state.kind === "stopped" && state.repeated ? withoutRepeats(text) : text;

/**
 * The same; with `resume` the model is asked to go on with its last answer. A question whose answer has a form is put in
 * that form's own way, unless the model must be `free` of it.
 */
export function toRequest({
  resume,
  free = false,
  ...about
}: Parameters<typeof toMessages>[0] & {
  readonly resume: boolean;
  readonly free?: boolean;
}): Message[] {
  const last = about.turns.at(-1);
  const form = last && !resume && !free && !last.answer.text ? formOf(last.question) : undefined;
  if (form) return [...form.messages];
  const messages = toMessages(about);
  if (resume) messages.push({ role: "user", content: continueRequest });
  return messages;
}

/** The question after its context, because small models remember best what they read last. */
export function questionText({ text, attachments }: Question): string {
  return [...attachments.map(contextBlock), text].join("\n\n");
}

/** A file's piece under its name: "src/a.ts, lines 3-7:" and the text in a fence. */
export function contextBlock(attachment: Attachment): string {
  const { kind, path, text, language } = attachment;
  const name = oneLine(path);
  const heading = kind === "problems" ? `Problems in ${name}` : `${name}, ${linesOf(attachment)}`;
  return `${heading}:\n${fenced(text, language)}`;
}

/** The text as a Markdown code block that nothing inside can close. */
export function fenced(text: string, language: string): string {
  const fence = fenceFor(text);
  const end = text.endsWith("\n") || text === "" ? "" : "\n";
  return `${fence}${language.replace(/[^\w#+.-]/g, "")}\n${text}${end}${fence}`;
}

const linesOf = ({ firstLine, lastLine }: Attachment): string =>
  firstLine === lastLine ? `line ${firstLine}` : `lines ${firstLine}-${lastLine}`;

// a file name may hold line breaks and backticks; neither may end the line it stands in
const oneLine = (path: string): string => path.replace(/[\p{Cc}`]/gu, " ");
