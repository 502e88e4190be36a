import { randomUUID } from "node:crypto";
import type { ChatHistoryItem, ChatModelFunctions, Llama, LlamaGrammar } from "node-llama-cpp";
import type { ChatTool, ToolCallDelta } from "../../src/predictor/chatTypes.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import { knownSchema } from "./grammar.ts";

/** How the tools of a question reach the model. */
export type Tooling =
  | { readonly kind: "none" }
  /** It may call them, in whatever form its template has for that. */
  | { readonly kind: "free"; readonly functions: ChatModelFunctions }
  /** It can write nothing but a call: a grammar holds it to one. */
  | {
      readonly kind: "forced";
      readonly grammar: LlamaGrammar;
      readonly history: ChatHistoryItem[];
    };

type Schema = Parameters<Llama["createGrammarForJsonSchema"]>[0];
type FunctionParams = ChatModelFunctions[string]["params"];

/**
 * What a question says of tools, for the engine. `history` is what the model reads; a forced call has its tools written
 * into the system prompt, for the template has no place for them then.
 * @throws {PredictorError} invalid_value when a tool has no name, or the choice names none of them
 */
export async function openTooling(
  { llama, tag }: { readonly llama: Llama; readonly tag: string },
  { tools, choice }: { readonly tools: readonly ChatTool[]; readonly choice: string },
  history: readonly ChatHistoryItem[],
): Promise<Tooling> {
  const wrong = (param: string, message: string): PredictorError =>
    new PredictorError({ code: "invalid_value", tag, param, message });
  const nameless = tools.findIndex((tool) => !tool?.function?.name);
  if (nameless >= 0)
    throw wrong(`tools[${nameless}]`, `tools[${nameless}] names no function. Give it a name.`);
  if (!tools.length || choice === "none") {
    if (tools.length || choice === "none" || choice === "auto") return { kind: "none" };
    throw wrong("tool_choice", `tool_choice is "${choice}", but there are no tools. Add some.`);
  }
  if (choice === "auto") return { kind: "free", functions: toFunctions(tools) };
  const wanted =
    choice === "required" ? tools : tools.filter((tool) => tool.function.name === choice);
  if (!wanted.length) {
    const names = tools.map((tool) => tool.function.name).join(", ");
    throw wrong(
      "tool_choice",
      `tool_choice names "${choice}". Use "auto", "none", "required" or one of: ${names}.`,
    );
  }
  const calls = wanted.map(callSchema);
  const schema = (calls.length === 1 ? calls[0] : { oneOf: calls }) as Schema;
  const grammar = await llama.createGrammarForJsonSchema(schema);
  return { kind: "forced", grammar, history: withTools(history, wanted) };
}

export const toFunctions = (tools: readonly ChatTool[]): ChatModelFunctions =>
  Object.fromEntries(
    tools.map(({ function: { name, description, parameters } }) => [
      name,
      {
        ...(description !== undefined && { description }),
        ...(parameters && { params: knownSchema(parameters) as FunctionParams }),
      },
    ]),
  );

const callSchema = ({ function: { name, parameters } }: ChatTool): object => ({
  type: "object",
  properties: {
    name: { const: name },
    arguments: knownSchema({ type: "object", properties: {}, ...parameters }),
  },
  required: ["name", "arguments"],
});

/** The tools as part of the system prompt, which is made when there is none. */
function withTools(
  history: readonly ChatHistoryItem[],
  tools: readonly ChatTool[],
): ChatHistoryItem[] {
  const list = tools.map((tool) => JSON.stringify(tool.function)).join("\n");
  const text = `Call one of these functions:\n${list}\nAnswer with JSON only: {"name": the function, "arguments": an object}`;
  const at = history.findIndex(({ type }) => type === "system");
  const system = history[at];
  if (system?.type !== "system" || typeof system.text !== "string")
    return [{ type: "system", text }, ...history];
  const written = { ...system, text: `${system.text}\n\n${text}` };
  return history.map((item, i) => (i === at ? written : item));
}

/** A call that a grammar held the model to; undefined when the answer was cut off inside it. */
export function forcedCall(text: string): ToolCallDelta | undefined {
  try {
    const call = JSON.parse(text) as { readonly name: string; readonly arguments: unknown };
    return toCall({ name: call.name, params: call.arguments }, 0);
  } catch {
    return undefined;
  }
}

export const toCall = (
  { name, params }: { readonly name: string; readonly params: unknown },
  index: number,
): ToolCallDelta => ({
  index,
  id: `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`,
  type: "function",
  function: { name, arguments: JSON.stringify(params ?? {}) },
});
