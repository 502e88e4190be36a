import assert from "node:assert/strict";
import { test } from "node:test";
import type { Dtype, Parameter } from "../../src/predictor/contract/signature.ts";
import { convert } from "../../src/predictor/contract/values.ts";

const read = (dtype: Dtype, value: unknown, more: Partial<Parameter> = {}) =>
  convert({ name: "field", dtype, ...more }, value);
const list = (type: string): Partial<Parameter> => ({ schema: { type: "array", items: { type } } });

test("A6: each dtype takes its own values", () => {
  const taken: readonly (readonly [Dtype, unknown, Partial<Parameter>?])[] = [
    ["int8", -128],
    ["uint8", 255],
    ["int16", 32_767],
    ["int32", -(2 ** 31)],
    ["uint32", 2 ** 32 - 1],
    ["int64", Number.MAX_SAFE_INTEGER],
    ["uint64", 0],
    ["float16", -65_504],
    ["bfloat16", 1e38],
    ["float32", 1],
    ["float64", 1e300],
    ["bool", false],
    ["string", ""],
    ["list", [1, "a"]],
    ["list", ["a"], list("string")],
    ["list", [{}], list("object")],
    ["dict", {}],
    ["binary", new Uint8Array(1)],
    ["null", null],
  ];
  for (const [dtype, value, more] of taken)
    assert.deepEqual(read(dtype, value, more), { ok: true, value }, `${dtype} ${String(value)}`);
});

test("A6: each dtype refuses the others' values, and says what it takes", () => {
  const refused: readonly (readonly [Dtype, unknown, string, Partial<Parameter>?])[] = [
    ["int8", 128, "is 128, but takes -128 to 127"],
    ["uint8", -1, "is -1, but takes 0 to 255"],
    ["int32", 2 ** 31, "is 2147483648, but takes -2147483648 to 2147483647"],
    [
      "int64",
      2 ** 60,
      `is ${2 ** 60}, but takes ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`,
    ],
    ["int32", "1", 'is "1", but takes a whole number'],
    ["float16", 70_000, "is 70000, but takes a finite number"],
    ["float32", 1e39, "is 1e+39, but takes a finite number"],
    ["float64", Number.NaN, "is NaN, but takes a finite number"],
    ["float32", true, "is true, but takes a finite number"],
    ["bool", 1, "is 1, but takes true or false"],
    ["string", 1, "is 1, but takes a text"],
    ["list", "a", 'is "a", but takes a list'],
    ["list", ["a", 1], "is a list, but takes a list of texts", list("string")],
    ["list", [null], "is a list, but takes a list of objects", list("object")],
    ["dict", [], "is a list, but takes an object"],
    ["dict", null, "is null, but takes an object"],
    ["binary", [1], "is a list, but takes bytes"],
    ["null", 0, "is 0, but takes null"],
    ["image", undefined, "is undefined, but takes a value"],
  ];
  for (const [dtype, value, message, more] of refused)
    assert.deepEqual(read(dtype, value, more), {
      ok: false,
      rule: "A6",
      message: `field ${message}`,
    });
});

test("A7: one bound alone is named as such", () => {
  const message = (more: Partial<Parameter>, value: number): string => {
    const converted = read("float32", value, more);
    return converted.ok ? "" : converted.message;
  };
  assert.equal(message({ min: 0 }, -1), "field is -1, but takes 0 or more");
  assert.equal(message({ max: 2 }, 3), "field is 3, but takes 2 or less");
  assert.equal(message({ min: 384, max: 384 }, 7), "field is 7, but takes only 384");
  assert.equal(message({ min: 0, max: 2 }, 2), "");
});

test("a long text is not repeated in a message", () => {
  const converted = read("int32", "secret ".repeat(99));
  assert.ok(!converted.ok && converted.message.length < 120);
});
