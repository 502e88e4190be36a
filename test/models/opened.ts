import { after } from "node:test";
import { openDevPredictors } from "../../src/dev/weights.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Calls } from "../../src/predictor/calls.ts";
import type { PredictorSettings } from "../../src/predictor/open.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";

/** Predictors on the default models for the tests of one file; their processes start when they are called and end with the tests. */
export function usePredictors(settings: Partial<PredictorSettings> = {}): {
  readonly predictors: Predictors;
  readonly calls: Calls;
} {
  const predictors = openDevPredictors(settings);
  after(() => predictors.dispose());
  return { predictors, calls: openCalls(predictors) };
}
