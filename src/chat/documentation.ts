import type { Message } from "../predictor/chatTypes.ts";
import { fenceFor } from "./fence.ts";
import { withoutComment, withoutDocstring } from "./oldComment.ts";
import type { Question } from "./protocol.ts";
import { functionHead, type FunctionHead } from "./signature.ts";

/** How a comment is written in a language. */
interface Style {
  readonly open: string;
  /** Before each line. */
  readonly line: string;
  readonly close: string;
  /** "@param {0} - "; left out where the language names no parameters in its comments. */
  readonly parameter?: string;
  readonly returns?: string;
  /** Between the head and the body, as Python has it. */
  readonly inside?: true;
}

/** A part of the answer that the model fills in: a key of its JSON, and what stands before it. */
interface Blank {
  readonly key: string;
  /** On a line of its own. */
  readonly label: string;
  /** The sentence goes on from the label: it begins with a small letter. */
  readonly goesOn?: true;
}

/**
 * Code that gets a documentation comment of which the model writes the sentences and nothing else: the code itself is
 * never the model's to change.
 */
export interface Documentation {
  /** Everything before the first sentence: the fence, and what of the code stands above the comment. */
  readonly before: string;
  /** The comment says already what the code does: somebody's own words stay. */
  readonly isBegun: boolean;
  readonly blanks: readonly Blank[];
  /** What each further line of the comment begins with. */
  readonly lineStart: string;
  /** Everything after the last sentence. */
  readonly after: string;
  /** What the model reads in place of the question. */
  readonly messages: readonly Message[];
  /** OpenAI's response_format. */
  readonly format: Readonly<Record<string, unknown>>;
}

const jsdoc: Style = { open: "/**", line: " * ", close: " */", parameter: "@param {0} - ", returns: "@returns " }; // prettier-ignore
const javadoc: Style = { ...jsdoc, parameter: "@param {0} ", returns: "@return " };
const styles: Readonly<Record<string, Style>> = {
  typescript: jsdoc,
  typescriptreact: jsdoc,
  javascript: jsdoc,
  javascriptreact: jsdoc,
  java: javadoc,
  kotlin: javadoc,
  php: javadoc,
  c: javadoc,
  cpp: javadoc,
  python: { open: '"""', line: "", close: '"""', parameter: "{0}: ", returns: "Returns: ", inside: true }, // prettier-ignore
  rust: { open: "", line: "/// ", close: "", returns: "Returns " },
  go: { open: "", line: "// ", close: "" },
  ruby: { open: "", line: "# ", close: "", parameter: "@param {0} ", returns: "@return " },
};

/** Letters of a sentence at most: small models do not know where to end. */
const [longest, longestPart] = [200, 120];

/** What the answer to a question is written into; undefined: it is free. */
export function formOf({ job, attachments }: Question): Documentation | undefined {
  const [piece, ...more] = attachments;
  if (job !== "document" || !piece || more.length || piece.cut) return undefined;
  return documentationOf(piece.text, piece.language);
}

/**
 * Undefined when the code is not one function of a language whose comments are known. Where somebody has said already
 * what it does, these words stay and only the rest is asked for.
 */
export function documentationOf(code: string, language: string): Documentation | undefined {
  const style = styles[language];
  const lines = code.replace(/\s+$/, "").split(/\r?\n/);
  const head = functionHead(lines, language);
  if (!style || !head) return undefined;
  const { above, below, old } = style.inside
    ? withoutDocstring(lines.slice(0, head.end), lines.slice(head.end))
    : withoutComment(lines.slice(0, head.line), lines.slice(head.line));
  const indent = /^\s*/.exec(below[0] ?? "")?.[0] ?? "";
  const all = blanksOf(head, style, language);
  const isBegun = old.length > 0 && all.length > 1;
  const blanks = isBegun ? all.slice(1) : all;
  const fence = fenceFor(code);
  const lineStart = indent + style.line;
  const opening = style.inside ? indent + style.open : style.open ? `${indent}${style.open}\n${lineStart}` : lineStart; // prettier-ignore
  const said = isBegun ? old.join(`\n${lineStart}`) : "";
  const isShort = style.inside && blanks.length === 1 && !isBegun;
  const end = isShort ? [style.close] : ["", ...(style.close ? [indent + style.close] : [])];
  return {
    before: [fence + language, ...above, opening + said].join("\n"),
    ...{ isBegun, blanks, lineStart },
    after: [...end, ...below, fence].join("\n"),
    messages: messagesFor(lines.join("\n"), blanks),
    format: formatOf(blanks),
  };
}

function blanksOf(head: FunctionHead, { parameter, returns }: Style, language: string): Blank[] {
  return [
    // the comment of a Go function begins with its name
    { key: "summary", ...(language === "go" ? goingOn(`${head.name} `) : { label: "" }) },
    ...(parameter
      ? head.parameters.map((name) => ({ key: name, label: parameter.replace("{0}", name) }))
      : []),
    ...(returns && head.returns
      ? [{ key: "result", ...(returns.startsWith("@") ? { label: returns } : goingOn(returns)) }]
      : []),
  ];
}

const goingOn = (label: string): Pick<Blank, "label" | "goesOn"> => ({ label, goesOn: true });

/** Functions with what is said of them: of two that are shown to it, a small model learns more than from any request. */
const examples = [
  {
    code: "function area(width, height) {\n  return width * height;\n}",
    said: {
      summary: "Works out the area of a rectangle.",
      width: "How wide it is.",
      height: "How high it is.",
      result: "The area.",
    },
  },
  {
    code: "def load_users(file, active_only=False):\n    users = json.load(open(file))\n    return [u for u in users if u['active'] or not active_only]",
    said: {
      summary: "Reads users from a JSON file.",
      file: "The path of the file.",
      active_only: "Whether users who are not active are left out.",
      result: "The users.",
    },
  },
] as const;

function messagesFor(code: string, blanks: readonly Blank[]): Message[] {
  const asked = (shown: string, keys: readonly string[]): Message => ({
    role: "user",
    content: `${shown}\n\nDescribe: ${keys.join(", ")}`,
  });
  return [
    {
      role: "system",
      content:
        "You document code. Say as JSON, in short, what the function does and what each parameter is.",
    },
    ...examples.flatMap(({ code: shown, said }): Message[] => [
      asked(shown, Object.keys(said)),
      { role: "assistant", content: JSON.stringify(said) },
    ]),
    asked(
      code,
      blanks.map(({ key }) => key),
    ),
  ];
}

function formatOf(blanks: readonly Blank[]): Readonly<Record<string, unknown>> {
  const text = (most: number): object => ({ type: "string", minLength: 3, maxLength: most });
  const properties = Object.fromEntries(
    blanks.map(({ key }, i) => [key, text(i === 0 ? longest : longestPart)]),
  );
  const schema = { type: "object", properties, required: Object.keys(properties) };
  return { type: "json_schema", json_schema: { name: "documentation", schema } };
}
