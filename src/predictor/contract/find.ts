import { denotations, olderDenotations } from "./parameter.ts";
import type { Problem } from "./problems.ts";
import type { RuleId } from "./rules.ts";
import { type Dtype, isRequired, type Parameter } from "./signature.ts";

export type Annotation = keyof typeof denotations;

export const integers: readonly Dtype[] = [
  "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
]; // prettier-ignore
export const floats: readonly Dtype[] = ["float16", "bfloat16", "float32", "float64"];

/** True when the parameter carries this annotation, in today's spelling or an older one. */
export function denotes(parameter: Parameter, annotation: Annotation): boolean {
  const { denotation = "" } = parameter;
  return (olderDenotations[denotation] ?? denotation) === denotations[annotation];
}

/** True when a list's schema says what its items are, and they are not of this type ("string", "object"). */
export function holdsOther(parameter: Parameter, type: string): boolean {
  const items = parameter.schema?.["items"];
  const found = typeof items === "object" && items && "type" in items ? items.type : undefined;
  return found !== undefined && found !== type;
}

/** A parameter's dtype in words, for messages. */
export const dtypeOf = ({ dtype }: Parameter): string => (dtype ? `of dtype ${dtype}` : "untyped");

/** An annotated input that may be there; when it is, it has one of the dtypes and a default. */
export function setting(
  inputs: readonly Parameter[],
  {
    annotation,
    dtypes,
    rules,
  }: {
    readonly annotation: Annotation;
    readonly dtypes: readonly Dtype[];
    readonly rules: { readonly dtype: RuleId; readonly default: RuleId };
  },
): { readonly parameter: Parameter | undefined; readonly problems: readonly Problem[] } {
  const parameter = inputs.find((p) => denotes(p, annotation));
  if (!parameter) return { parameter, problems: [] };
  const { name, dtype } = parameter;
  const problems: Problem[] = [];
  if (!dtype || !dtypes.includes(dtype)) {
    const message = `${name} is ${dtypeOf(parameter)}, but ${annotation} is ${dtypes.join(" or ")}`;
    problems.push({ rule: rules.dtype, parameter: name, message });
  }
  if (isRequired(parameter))
    problems.push({ rule: rules.default, parameter: name, message: `${name} needs a default` });
  return { parameter, problems };
}

/** The one output that carries this annotation; a float32 tensor. The index is −1 when there is none. */
export function tensorOutput(
  outputs: readonly Parameter[],
  {
    annotation,
    rules,
  }: {
    readonly annotation: "Embedding" | "Audio";
    readonly rules: { readonly missing: RuleId; readonly dtype: RuleId };
  },
): { readonly index: number; readonly problems: readonly Problem[] } {
  const index = outputs.findIndex((p) => denotes(p, annotation));
  const output = outputs[index];
  if (!output)
    return {
      index,
      problems: [{ rule: rules.missing, message: `no output is annotated ${annotation}` }],
    };
  if (output.dtype === "float32") return { index, problems: [] };
  const message = `${output.name} is ${dtypeOf(output)}, but ${annotation} is float32`;
  return { index, problems: [{ rule: rules.dtype, parameter: output.name, message }] };
}

/** Every other input needs a default. */
export function otherRequired(
  inputs: readonly Parameter[],
  {
    known,
    rule,
    only,
  }: {
    readonly known: readonly (Parameter | undefined)[];
    readonly rule: RuleId;
    readonly only: string;
  },
): Problem[] {
  return inputs
    .filter((p) => isRequired(p) && !known.includes(p))
    .map(({ name }) => ({
      rule,
      parameter: name,
      message: `${name} needs a default: only ${only} may be required`,
    }));
}
