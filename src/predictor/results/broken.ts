import { PredictorError } from "../errors.ts";
import type { RuleId } from "../contract/rules.ts";

/** Makes the error for a result that breaks a rule of the contract. */
export type Broken = (rule: RuleId, message: string) => PredictorError;

/** `message` continues "…broke rule E5:". */
export function brokenBy(tag: string): Broken {
  return (rule, message) =>
    new PredictorError({
      code: "predictor_failed",
      tag,
      rule,
      message: `${tag} broke rule ${rule} of the predictor contract: ${message}. Choose another model, or tell its author.`,
    });
}
