import { UserError } from "../../platform/errors.ts";
import type { InputProperty, ToolDefinition } from "./definitions.ts";

/** What a model passed, checked: every property is of its type, or not there. */
export type ToolInput = Readonly<Record<string, string | number | boolean>>;

/**
 * Checks what a model passed against the tool's schema, and is lenient where the meaning is plain: numbers written as
 * text, null for "left out". @throws {UserError} that names everything that is wrong, and what is allowed
 */
export function checkInput({ name, inputSchema }: ToolDefinition, input: unknown): ToolInput {
  if (input !== undefined && input !== null && !isObject(input))
    throw new UserError(`${name} takes an object, not ${kindOf(input)}. ${allowed(inputSchema)}`);
  const given = Object.entries(input ?? {}).filter(([, value]) => value !== null);
  const known = inputSchema.properties;
  const problems: string[] = [];
  const checked: Record<string, string | number | boolean> = {};
  for (const [key, value] of given) {
    const property = Object.hasOwn(known, key) ? known[key] : undefined;
    const result = property ? toValue(property, value) : undefined;
    if (!property) problems.push(`There is no "${key}".`);
    else if (result === undefined)
      problems.push(`"${key}" must be ${inWords(property)}, not ${kindOf(value)}.`);
    else checked[key] = result;
  }
  for (const key of inputSchema.required ?? [])
    if (!given.some(([each]) => each === key)) problems.push(`"${key}" is missing.`);
    else if (checked[key] === "") problems.push(`"${key}" is empty.`);
  if (problems.length)
    throw new UserError(
      `${name} was called wrongly. ${problems.join(" ")} ${allowed(inputSchema)}`,
    );
  return checked;
}

function toValue(property: InputProperty, value: unknown): ToolInput[string] | undefined {
  if (property.type === "string") return typeof value === "string" ? value.trim() : undefined;
  if (property.type === "boolean") {
    if (value === "true" || value === "false") return value === "true";
    return typeof value === "boolean" ? value : undefined;
  }
  const number = typeof value === "string" && value.trim() ? Number(value) : value;
  const fits =
    typeof number === "number" &&
    Number.isInteger(number) &&
    number >= property.minimum &&
    number <= property.maximum;
  return fits ? number : undefined;
}

const inWords = (property: InputProperty): string =>
  property.type !== "integer"
    ? { string: "text", boolean: "true or false" }[property.type]
    : `a whole number from ${property.minimum} to ${property.maximum}`;

function allowed({ properties, required = [] }: ToolDefinition["inputSchema"]): string {
  const names = Object.keys(properties).map((key) =>
    required.includes(key) ? `"${key}" (required)` : `"${key}"`,
  );
  return names.length ? `It takes ${names.join(", ")}.` : "It takes nothing.";
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value itself where that is short, else what it is. It came as JSON. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
