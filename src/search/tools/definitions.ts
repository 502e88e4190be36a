/** A tool as a language model sees it. The editor and the MCP server offer the same ones. */
export interface ToolDefinition {
  readonly name: ToolName;
  /** For people. */
  readonly title: string;
  /** For the model: what it is good for, when to prefer it, what comes back. */
  readonly description: string;
  readonly inputSchema: InputSchema;
}

export type ToolName = "hearth_semanticSearch" | "hearth_findSimilar" | "hearth_indexStatus";

/** As much of JSON Schema as the tools need. */
export interface InputSchema {
  readonly type: "object";
  readonly properties: Readonly<Record<string, InputProperty>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

export type InputProperty =
  | { readonly type: "string"; readonly description: string }
  | { readonly type: "boolean"; readonly description: string }
  | {
      readonly type: "integer";
      readonly description: string;
      readonly minimum: number;
      readonly maximum: number;
    };

export const defaultLimit = 8;

const limit = {
  type: "integer",
  description: `How many places at most. Default ${defaultLimit}.`,
  minimum: 1,
  maximum: 50,
} as const satisfies InputProperty;

export const definitions: readonly ToolDefinition[] = [
  {
    name: "hearth_semanticSearch",
    title: "Search by Meaning",
    description:
      "Search the user's files by what they do, not only by the words in them. Describe in plain words what you look for (“where is the fine for a late book calculated”), or give a name or an error message. Prefer this to grep and to listing folders whenever you do not know the exact text, want to find where something is implemented, or want to know how a code base is built. Gives the best places, best first: path, lines from 1, symbol, and the code as it is on disk now. It is quick, runs on this machine, and changes nothing.",
    inputSchema: {
      type: "object",
      properties: {
        query: {
          type: "string",
          description:
            'What to look for: a question or a description in plain words, a name, a file\'s path, or code. A phrase in "quotation marks" must be there word for word.',
        },
        under: {
          type: "string",
          description: "Look only in this file or folder, such as src/loans. Left out: everywhere.",
        },
        limit,
        shared: {
          type: "boolean",
          description:
            "True: look in the other repositories that the team has shared, not in the open folders. Works only where a shared index is set.",
        },
      },
      required: ["query"],
      additionalProperties: false,
    },
  },
  {
    name: "hearth_findSimilar",
    title: "Find Similar Code",
    description:
      "Find code that does the same as, or something like, a given piece of code: duplicates, other implementations, examples to follow before writing something new, and places that need the same fix. Give either the code itself, or the path and lines of a place in the user's files, which is then left out of the answer. Gives the best places, best first: path, lines from 1, symbol, and code. It runs on this machine and changes nothing.",
    inputSchema: {
      type: "object",
      properties: {
        code: { type: "string", description: "The code itself. Left out: give path and lines." },
        path: { type: "string", description: "A file of the user, such as src/loans/fine.ts." },
        startLine: {
          type: "integer",
          description: "With path: the first line, from 1. Left out: the whole file.",
          minimum: 1,
          maximum: 10_000_000,
        },
        endLine: {
          type: "integer",
          description: "With path: the last line, included. Left out: the end of the file.",
          minimum: 1,
          maximum: 10_000_000,
        },
        limit,
      },
      additionalProperties: false,
    },
  },
  {
    name: "hearth_indexStatus",
    title: "Search Index Status",
    description:
      "Tell how much of the user's files hearth_semanticSearch knows: which folders, how many files by words and how many by meaning, whether it is still reading, and what is wrong if something is. Call it when a search finds nothing that you are sure is there.",
    inputSchema: { type: "object", properties: {}, additionalProperties: false },
  },
];

/** The definition with this name, if there is one. */
export const definitionOf = (name: string): ToolDefinition | undefined =>
  definitions.find((each) => each.name === name);
