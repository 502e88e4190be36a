import type { Message } from "../predictor/chatTypes.ts";
import { lineLength, subjectsOf } from "./commitFacts.ts";
import { faultsOf } from "./commitRules.ts";
import { filesOf } from "./diff.ts";

/** A diff of at most so many characters is read: a small model loses the thread in more. */
const most = 6000;

/** What was changed, and what was said of it. */
const examples = [
  {
    change:
      "src/cache.ts\n-  return entries.get(key);\n+  const entry = entries.get(key);\n+  return entry && entry.expires > now() ? entry.value : undefined;",
    message: "Do not return expired cache entries",
  },
  {
    change:
      'README.md\n+## Install\n+Run npm install, then npm start.\npackage.json\n+    "start": "node server.js"',
    message: "Add a start script and say how to install",
  },
] as const;

/**
 * The request for a commit message for a diff. Examples, because a small model copies a form that it has seen better
 * than it follows one that is described.
 */
export function commitMessages(diff: string): Message[] {
  const asked = (content: string): Message => ({
    role: "user",
    content: `${content}\n\nCommit message:`,
  });
  const said = (content: string): Message => ({ role: "assistant", content });
  return [
    {
      role: "system",
      content:
        "You write git commit messages: one line, in the imperative, at most 60 characters, about what the change does.",
    },
    ...examples.flatMap(({ change, message }) => [asked(change), said(message)]),
    asked(shortenDiff(diff, most)),
  ];
}

/** Only what changed, under the names of the files; of each file as much as all can have. */
export function shortenDiff(diff: string, characters: number): string {
  const files = diff.split(/^diff --git /m).filter((part) => part.trim());
  const share = Math.floor(characters / Math.max(1, files.length));
  return files
    .map((file) => {
      const lines = file.split("\n");
      const name = / b\/(.*)$/.exec(lines[0] ?? "")?.[1] ?? lines[0] ?? "";
      const note = lines.find((line) =>
        /^(new file|deleted file|rename (from|to)|Binary)/.test(line),
      );
      const changed = lines.filter((line) => /^[+-](?![+-]{2} )/.test(line));
      const text = [name, ...(note ? [note] : []), ...changed].join("\n");
      return text.length > share ? `${text.slice(0, share)}\n…` : text;
    })
    .join("\n");
}

/**
 * What a model wrote as the message for a change, when a program finds nothing wrong with it; else `plain`, which is read
 * off the change.
 */
export function checkedMessage(
  text: string,
  diff: string,
): { readonly message: string; readonly plain: boolean } {
  const message = commitLine(text);
  const files = filesOf(diff);
  const faults = faultsOf(
    message,
    files,
    examples.map((example) => example.message),
  );
  const own = plainMessage(diff);
  if (!own || (message && !faults.length)) return { message, plain: false };
  return { message: own, plain: true };
}

/** A message that is read off the change without a model: what and where, not why. "" when there is nothing to read. */
export const plainMessage = (diff: string): string => subjectsOf(filesOf(diff))[0] ?? "";

/** The one line of what a model wrote: without quotes, fences and introductions, shortened at a word. "" when there is none. */
export function commitLine(text: string): string {
  const line =
    text
      .split("\n")
      .map((one) => one.replace(/^[\s`"'*#>-]+|[\s`"'*]+$/g, ""))
      .map((one) => one.replace(/^(?:commit message|message|subject)\s*:\s*/i, ""))
      .find((one) => one !== "") ?? "";
  const plain = line.replace(/^["'`]+|["'`.]+$/g, "");
  if (plain.length <= lineLength) return plain;
  return plain.slice(0, lineLength).replace(/\s+\S*$/, "");
}
