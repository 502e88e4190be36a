import type { Llama, LlamaGrammar } from "node-llama-cpp";
import { PredictorError } from "../../src/predictor/errors.ts";

type Plain = Readonly<Record<string, unknown>>;
type Schema = Parameters<Llama["createGrammarForJsonSchema"]>[0];

/** What the grammar keeps to. Anything else in a schema would be dropped without a word, so it is refused. */
const known = new Set(
  (
    "type title description default examples enum const oneOf properties additionalProperties required " +
    "minProperties maxProperties items prefixItems minItems maxItems minLength maxLength format $defs $ref $schema strict"
  ).split(" "),
);
/** Keywords whose value maps names to schemas, and those whose value is a schema or a list of them. */
const maps = ["properties", "$defs"];
const nested = ["items", "prefixItems", "oneOf", "additionalProperties"];

/**
 * The grammar of OpenAI's response_format: undefined for text; any object for json_object; the schema for json_schema.
 * @throws {PredictorError} invalid_value, naming what cannot be kept to
 */
export async function openGrammar(
  llama: Llama,
  format: Plain,
  tag: string,
): Promise<LlamaGrammar | undefined> {
  const wrong = (message: string): PredictorError =>
    new PredictorError({ code: "invalid_value", tag, param: "response_format", message });
  const { type = "text" } = format;
  if (type === "text") return undefined;
  if (type === "json_object")
    return llama.createGrammarForJsonSchema({ type: "object", additionalProperties: true });
  if (type !== "json_schema")
    throw wrong(
      `response_format has the type ${JSON.stringify(type)}. Use "text", "json_object" or "json_schema".`,
    );
  const { schema } = (format["json_schema"] ?? {}) as { readonly schema?: unknown };
  if (!isPlain(schema))
    throw wrong("response_format names no schema. Put it into json_schema.schema.");
  const unknown = unknownKeywords(schema);
  if (unknown.length)
    throw wrong(
      `The schema in response_format uses ${unknown.join(", ")}, which a local model cannot be held to. Leave that out.`,
    );
  try {
    return await llama.createGrammarForJsonSchema(schema as Schema);
  } catch (error) {
    throw wrong(`The schema in response_format cannot be used: ${String(error)}. Correct it.`);
  }
}

/** Keywords of a schema that the grammar does not know, without repetition. */
export function unknownKeywords(schema: Plain): string[] {
  const found = Object.keys(schema).filter((key) => !known.has(key));
  const inside = [
    ...maps.flatMap((key) => Object.values(isPlain(schema[key]) ? schema[key] : {})),
    ...nested.flatMap((key) => schema[key] ?? []),
  ];
  return [...new Set([...found, ...inside.filter(isPlain).flatMap(unknownKeywords)])];
}

/**
 * A schema as far as the grammar knows it: what a tool's author wrote for larger models ("pattern", "minimum") is left
 * away, for a call that is a little too free is better than none.
 */
export function knownSchema(schema: Plain): Plain {
  const inside = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(inside) : isPlain(value) ? knownSchema(value) : value;
  const mapped = (value: unknown): unknown =>
    isPlain(value)
      ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, inside(one)]))
      : value;
  const { anyOf, ...rest } = schema;
  const all = Array.isArray(anyOf) && !rest["oneOf"] ? { ...rest, oneOf: anyOf } : rest;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => known.has(key))
      .map(([key, value]) => [
        key,
        maps.includes(key) ? mapped(value) : nested.includes(key) ? inside(value) : value,
      ]),
  );
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === "object" && value !== null && !Array.isArray(value);
