import assert from "node:assert/strict";
import { test } from "node:test";
import { fromWire, toWire, UserError } from "../../src/platform/errors.ts";
import { toErrorBody } from "../../src/openai/errors.ts";
import { PredictorError, statuses, type PredictorErrorCode } from "../../src/predictor/errors.ts";

const errorOf = (code: PredictorErrorCode): PredictorError =>
  new PredictorError({
    code,
    tag: "@test/x",
    message: "No.",
    ...(code === "invalid_value" && { param: "speed" }),
  });

test("every code has its status and OpenAI's type", () => {
  const types = Object.keys(statuses).map((code) => {
    const { error } = toErrorBody(errorOf(code as PredictorErrorCode));
    return [error.code, error.type];
  });
  assert.deepEqual(Object.fromEntries(types), {
    model_not_found: "invalid_request_error",
    model_not_installed: "invalid_request_error",
    incompatible_predictor: "invalid_request_error",
    unsupported_parameter: "invalid_request_error",
    invalid_value: "invalid_request_error",
    context_length_exceeded: "invalid_request_error",
    model_loading: "rate_limit_error",
    rate_limit_exceeded: "rate_limit_error",
    predictor_failed: "server_error",
  });
});

test("an error that crossed a process keeps code, field and message", () => {
  assert.deepEqual(toErrorBody(fromWire(toWire(errorOf("invalid_value")))), {
    error: { message: "No.", type: "invalid_request_error", param: "speed", code: "invalid_value" },
  });
});

test("messages for people are passed on, those of bugs are not", () => {
  assert.equal(
    toErrorBody(new UserError("Free some disk space.")).error.message,
    "Free some disk space.",
  );
  const bug = toErrorBody(new TypeError("x is not a function")).error;
  assert.deepEqual([bug.type, bug.param, bug.code], ["server_error", null, null]);
  assert.doesNotMatch(bug.message, /not a function/);
});
