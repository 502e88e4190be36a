import { type Binding, bindPredictor } from "./contract/bind.ts";
import type { Kind } from "./contract/define.ts";
import { PredictorError } from "./errors.ts";
import type { Predictors } from "./predictors.ts";
import type { Problem } from "./contract/problems.ts";
import type { Signature } from "./contract/signature.ts";

/** A loaded predictor, ready to be called as one of the three kinds. */
export interface BoundPredictor<K extends Kind> {
  readonly tag: string;
  readonly signature: Signature;
  readonly binding: Binding<K>;
}

/** Loads a predictor and reads its signature; the reading is kept for as long as the signature stays the same. */
export function openBindings(
  predictors: Pick<Predictors, "expect" | "load">,
): <K extends Kind>(kind: K, tag: string, signal?: AbortSignal) => Promise<BoundPredictor<K>> {
  const known = new Map<
    string,
    { readonly digest: string; readonly bound: BoundPredictor<Kind> }
  >();

  return async <K extends Kind>(kind: K, tag: string, signal?: AbortSignal) => {
    await predictors.expect(kind, tag);
    const { signature } = await predictors.load(tag, signal);
    const key = `${kind} ${tag}`;
    const digest = JSON.stringify(signature);
    const found = known.get(key);
    if (found?.digest === digest) return found.bound as BoundPredictor<K>;
    const bound = bindPredictor(kind, signature);
    if (!bound.ok) throw incompatible(kind, tag, bound.problems);
    const predictor = { tag, signature, binding: bound.binding };
    known.set(key, { digest, bound: predictor });
    return predictor;
  };
}

function incompatible(kind: Kind, tag: string, problems: readonly Problem[]): PredictorError {
  const list = problems.map(({ rule, message }) => `${rule}: ${message}`).join("; ");
  const message = `${tag} cannot be used as ${articles[kind]} predictor (${list}). Choose another model.`;
  return new PredictorError({ code: "incompatible_predictor", tag, param: "model", message });
}

const articles = { chat: "a chat", embedding: "an embedding", speech: "a speech" } as const;
