import type { Dtype, Parameter } from "./signature.ts";

/** A value as the predictor takes it, or what is wrong with it. */
export type Converted =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly rule: "A6" | "A7"; readonly message: string };

/**
 * Reads a value by the parameter's dtype, never by its looks, and holds it against `min`, `max` and `enumeration`.
 * Messages name the field, the value and what is allowed; `field` is the parameter's name unless the caller calls it otherwise.
 */
export function convert(parameter: Parameter, value: unknown, field = parameter.name): Converted {
  const { dtype = "null", enumeration, min = -Infinity, max = Infinity } = parameter;
  const expected = readers[dtype](value, parameter);
  if (expected !== undefined) {
    const allowed = enumeration ? `one of ${listed(enumeration)}` : expected;
    return { ok: false, rule: "A6", message: `${field} is ${shown(value)}, but takes ${allowed}` };
  }
  if (enumeration && !enumeration.some((entry) => entry.value === value))
    return wrong(`${field} is ${shown(value)}, but takes one of ${listed(enumeration)}`);
  if (typeof value === "number" && (value < min || value > max))
    return wrong(`${field} is ${value}, but takes ${rangeOf(min, max)}`);
  return { ok: true, value };
}

const wrong = (message: string): Converted => ({ ok: false, rule: "A7", message });

const listed = (enumeration: NonNullable<Parameter["enumeration"]>): string =>
  enumeration.map(({ value }) => JSON.stringify(value)).join(", ");

function rangeOf(min: number, max: number): string {
  if (min === max) return `only ${min}`;
  if (max === Infinity) return `${min} or more`;
  return min === -Infinity ? `${max} or less` : `${min} to ${max}`;
}

/** A value in an error message: short, and never the whole of somebody's text. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Says what a dtype takes when the value is not that; undefined when it is. */
type Reader = (value: unknown, parameter: Parameter) => string | undefined;

const unless =
  (expected: string, holds: (value: unknown) => boolean): Reader =>
  (value) =>
    holds(value) ? undefined : expected;

const integer = (bits: number, signed: boolean): Reader => {
  const [low, high] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
  // beyond 2^53 a number is no exact integer any more
  const [min, max] = [
    Math.max(low, Number.MIN_SAFE_INTEGER),
    Math.min(high, Number.MAX_SAFE_INTEGER),
  ];
  return (value) => {
    if (!Number.isInteger(value)) return "a whole number";
    const inside = (value as number) >= min && (value as number) <= max;
    return inside ? undefined : rangeOf(min, max);
  };
};

const float = (largest: number): Reader =>
  unless(
    "a finite number",
    (value) => Number.isFinite(value) && Math.abs(value as number) <= largest,
  );

const bytes = unless(
  "bytes",
  (value) => value instanceof Uint8Array || value instanceof ArrayBuffer,
);
const list = unless("a list", Array.isArray);
const anything = unless("a value", (value) => value !== undefined && value !== null);

const readers: Readonly<Record<Dtype, Reader>> = {
  null: unless("null", (value) => value === null),
  bool: unless("true or false", (value) => typeof value === "boolean"),
  string: unless("a text", (value) => typeof value === "string"),
  list: (value, parameter) => list(value, parameter) ?? itemsOf(value as unknown[], parameter),
  dict: unless(
    "an object",
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  ),
  binary: bytes,
  image: anything,
  image_list: list,
  array_list: list,
  float16: float(65_504),
  bfloat16: float(3.3895313892515355e38),
  float32: float(3.4028234663852886e38),
  float64: float(Number.MAX_VALUE),
  complex64: anything,
  complex128: anything,
  int8: integer(8, true),
  int16: integer(16, true),
  int32: integer(32, true),
  int64: integer(64, true),
  uint8: integer(8, false),
  uint16: integer(16, false),
  uint32: integer(32, false),
  uint64: integer(64, false),
};

/** Items are held against the schema's item type, as far as it names one. */
function itemsOf(items: readonly unknown[], { schema }: Parameter): string | undefined {
  const { type } = (schema?.["items"] ?? {}) as { readonly type?: unknown };
  if (type === "string" && items.some((item) => typeof item !== "string")) return "a list of texts";
  if (type === "object" && items.some((item) => typeof item !== "object" || !item))
    return "a list of objects";
  return undefined;
}
