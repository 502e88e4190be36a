import type { RuleId } from "./rules.ts";
import { isRequired, dtypes, type Parameter, type Signature } from "./signature.ts";
import { convert } from "./values.ts";

/** A broken rule of the contract, as an API error, the Problems panel and the command line show it. */
export interface Problem {
  readonly rule: RuleId;
  /** The input or output at fault, when it is one. */
  readonly parameter?: string;
  readonly message: string;
}

/** What a signature means for one kind, or everything that is wrong with it. */
export type Bound<B> =
  | { readonly ok: true; readonly binding: B }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Rules A1, A2, A6, A7 and A8: what holds for any kind. `signature` may be anything that a stranger handed in. */
export function generalProblems(signature: Signature): Problem[] {
  const { inputs, outputs } = signature ?? {};
  if (!areParameters(inputs) || !areParameters(outputs))
    return [
      {
        rule: "A8",
        message: "the signature is { inputs, outputs }: two lists of parameters, each with a name",
      },
    ];
  return [...inputs, ...outputs].flatMap(typeProblems).concat(inputs.flatMap(defaultProblems));
}

const areParameters = (value: unknown): value is Parameter[] =>
  Array.isArray(value) &&
  value.every((item: unknown) => typeof (item as Parameter | null)?.name === "string");

function typeProblems({ name, dtype }: Parameter): Problem[] {
  if (dtype && dtypes.includes(dtype)) return [];
  const message = dtype
    ? `${name} has the dtype "${dtype}", which is none of ${dtypes.join(", ")}`
    : `${name} has no dtype`;
  return [{ rule: "A1", parameter: name, message }];
}

function defaultProblems(parameter: Parameter): Problem[] {
  const { name, dtype } = parameter;
  const hasDefault = parameter.default !== undefined;
  if (isRequired(parameter) === hasDefault) {
    const message = hasDefault
      ? `${name} has a default, so it must be marked optional`
      : `${name} is marked optional, so it needs a default`;
    return [{ rule: "A2", parameter: name, message }];
  }
  if (!hasDefault || !dtype || !dtypes.includes(dtype)) return [];
  const converted = convert(parameter, parameter.default);
  if (converted.ok) return [];
  return [
    { rule: converted.rule, parameter: name, message: `the default of ${converted.message}` },
  ];
}
