import { readFile } from "node:fs/promises";

/** Files that hold types alone, each naming only what stands before it. */
const sources = ["src/predictor/chatTypes.ts", "src/openai/types.ts"];

const head = `// What the extension hearth.hearth gives to other extensions:
//
//   import type { HearthApi } from "./hearth-api";
//   const hearth = await vscode.extensions.getExtension<HearthApi>("hearth.hearth")?.activate();
//
// Errors carry OpenAI's fields: code, status, param.
`;

const api = `/** What \`activate()\` of the extension resolves to. */
export interface HearthApi {
  readonly openai: OpenAIClient;
}
`;

/** The declaration file that other extensions copy: made from the product's own types, so that it cannot fall behind. */
export async function apiTypes(): Promise<string> {
  const texts = await Promise.all(sources.map((path) => readFile(path, "utf8")));
  const withoutImports = texts.map((text) => text.replace(/^import [\s\S]*?;\n+/gm, ""));
  return [head, ...withoutImports, api].join("\n");
}
