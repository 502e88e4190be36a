import { commitMessages, shortenDiff } from "../../chat/commit.ts";
import { filesOf } from "../../chat/diff.ts";
import type { ChatCall } from "../../predictor/calls.ts";
import type { Message } from "../../predictor/chatTypes.ts";

/** A way to ask for a commit message. */
export interface CommitForm {
  readonly name: string;
  call(diff: string): Pick<ChatCall, "messages" | "responseFormat">;
  /** The message in what the model wrote; left out: its first line. */
  read?(text: string): string;
}

const rules =
  "You write git commit messages: one line, in the imperative, at most 60 characters, about what the change does.";

/** A change, its message, and that as a verb with the rest. */
const examples = [
  {
    diff: "diff --git a/src/cache.ts b/src/cache.ts\n@@ -4 +4 @@ function lookUp(key) {\n-  return entries.get(key);\n+  const entry = entries.get(key);\n+  return entry && entry.expires > now() ? entry.value : undefined;",
    parts: ["Skip", "expired entries in lookUp"],
  },
  {
    diff: 'diff --git a/package.json b/package.json\n@@ -4 +4 @@\n+    "start": "node server.js"',
    parts: ["Add", "a start script"],
  },
  {
    diff: "diff --git a/lib/legacy.js b/lib/legacy.js\ndeleted file mode 100644\n@@ -1 +0 @@\n-export function oldParse(text) {\n-  return eval(text);\n-}",
    parts: ["Remove", "oldParse, which used eval"],
  },
] as const;

const verbs = (
  "Add Allow Avoid Change Check Close Document Fix Handle Keep Limit Make Move Prevent Refuse Remove Rename Replace " +
  "Retry Return Show Simplify Skip Support Test Update Use"
).split(" ");

/** The example changes and the real one, shown in the same way. */
function asked(
  show: (diff: string) => string,
  say: (parts: readonly string[]) => string,
  diff: string,
): Message[] {
  const question = (of: string): Message => ({
    role: "user",
    content: `${show(of)}\n\nCommit message:`,
  });
  return [
    { role: "system", content: rules },
    ...examples.flatMap(({ diff: of, parts }): Message[] => [
      question(of),
      { role: "assistant", content: say(parts) },
    ]),
    question(diff),
  ];
}

const changes = (diff: string): string => shortenDiff(diff, 6000);
const stat = (diff: string): string =>
  filesOf(diff)
    .map(({ path, state, hunks }) => {
      const count = (side: "added" | "removed"): number =>
        hunks.reduce((sum, hunk) => sum + hunk[side].length, 0);
      return `${path} (${state}, +${count("added")} -${count("removed")})`;
    })
    .join("\n");
const sentence = (parts: readonly string[]): string => parts.join(" ");

const schema = {
  type: "object",
  properties: {
    verb: { enum: verbs },
    what: { type: "string", minLength: 8, maxLength: 55 },
  },
};

function fromJson(text: string): string {
  try {
    const { verb, what } = JSON.parse(text) as { readonly verb: string; readonly what: string };
    return `${verb} ${what}`;
  } catch {
    return text;
  }
}

/** The first is the product's, for models that are not small. */
export const commitForms: readonly CommitForm[] = [
  { name: "two examples", call: (diff) => ({ messages: commitMessages(diff) }) },
  {
    name: "described",
    call: (diff) => ({
      messages: [
        { role: "system", content: rules },
        { role: "user", content: `Write the commit message for this diff.\n\n${changes(diff)}` },
      ],
    }),
  },
  {
    name: "three examples",
    call: (diff) => ({ messages: asked(changes, sentence, diff) }),
  },
  {
    name: "files first",
    call: (diff) => ({
      messages: asked((of) => `${stat(of)}\n\n${changes(of)}`, sentence, diff),
    }),
  },
  { name: "files only", call: (diff) => ({ messages: asked(stat, sentence, diff) }) },
  {
    name: "JSON schema",
    call: (diff) => ({
      messages: asked(changes, ([verb, what]) => JSON.stringify({ verb, what }), diff),
      responseFormat: { type: "json_schema", json_schema: { name: "commit", schema } },
    }),
    read: fromJson,
  },
];
