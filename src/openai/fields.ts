import { PredictorError } from "../predictor/errors.ts";

/** What a request field means to Hearth; true also for a value that asks for nothing, such as `n: 1`. */
export type FieldPolicy = "honoured" | "ignored" | ((value: unknown) => boolean);

/**
 * Refuses what would change the answer and cannot be had, unknown fields included. Null counts as left out.
 * @throws {PredictorError} unsupported_parameter, invalid_value when the request is no object or names no model
 */
export function checkFields(
  params: unknown,
  policies: Readonly<Record<string, FieldPolicy>>,
): void {
  if (typeof params !== "object" || !params)
    throw invalid({ tag: "", param: "model", message: "The request is not an object." });
  const tag = (params as { readonly model?: unknown }).model;
  if (typeof tag !== "string" || !tag)
    throw invalid({
      tag: "",
      param: "model",
      message: "model is missing; name a predictor by its tag.",
    });
  for (const [param, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue;
    const policy = Object.hasOwn(policies, param) ? policies[param] : undefined;
    if (policy === "honoured" || policy === "ignored" || policy?.(value)) continue;
    throw unsupported({ tag, param, message: `Hearth cannot honour ${param}. Leave it out.` });
  }
}

interface Fault {
  readonly tag: string;
  /** The request field at fault. */
  readonly param: string;
  readonly message: string;
}

export const invalid = (fault: Fault): PredictorError =>
  new PredictorError({ code: "invalid_value", ...fault });

export const unsupported = (fault: Fault): PredictorError =>
  new PredictorError({ code: "unsupported_parameter", ...fault });
