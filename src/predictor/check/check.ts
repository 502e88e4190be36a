import { setTimeout as sleep } from "node:timers/promises";
import { abortError, messageOf } from "../../platform/errors.ts";
import { bindPredictor } from "../contract/bind.ts";
import { openCalls } from "../call.ts";
import { chatTrials } from "./checkChat.ts";
import { embeddingTrials } from "./checkEmbedding.ts";
import { speechTrials } from "./checkSpeech.ts";
import type { Kind } from "../contract/define.ts";
import { isPredictorError } from "../errors.ts";
import type { Problem } from "../contract/problems.ts";
import { type RuleId, rules, rulesOf } from "../contract/rules.ts";
import type { Signature } from "../contract/signature.ts";
import type { Clock, Subject, Trial, Verdict } from "./trial.ts";

/** What became of one rule of the contract. */
export interface Finding {
  readonly rule: RuleId;
  /** "skipped": could not be told, or the predictor has no such part; `message` says which. */
  readonly outcome: "kept" | "broken" | "skipped";
  /** What the rule asks. */
  readonly text: string;
  readonly parameter?: string;
  /** Why it is broken or was skipped. */
  readonly message?: string;
}

export interface Checked {
  readonly tag: string;
  readonly kind: Kind;
  readonly signature: Signature;
  /** Runs the live predictor; `predictors.run` has this shape, and so has a predictor in the same process. */
  readonly run: (
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ) => AsyncIterable<readonly unknown[]>;
  /** For tests. */
  readonly clock?: Clock;
}

const wallClock: Clock = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/**
 * Holds a live predictor against every rule of its kind: first what its signature shows, then what calls show. Yields
 * one finding a rule, more when a rule is broken at several inputs. What Hearth itself keeps for any predictor is not
 * among them. A broken signature is not run, and what cannot answer at all is not asked again.
 */
export async function* checkPredictor(
  { tag, kind, signature, run, clock = wallClock }: Checked,
  signal?: AbortSignal,
): AsyncGenerator<Finding, void, undefined> {
  const bound = bindPredictor(kind, signature);
  const problems = bound.ok ? [] : bound.problems;
  for (const problem of problems) yield broken(problem);
  const open = rulesOf(kind).filter((rule) => !problems.some((problem) => problem.rule === rule));
  for (const rule of open)
    if (rules[rule].shownBy === "signature")
      yield { rule, outcome: "kept", text: rules[rule].text };
  const live = open.filter((rule) => rules[rule].shownBy === "call");
  if (problems.length) {
    for (const rule of live)
      yield skipped(rule, "not tried, for the signature must be mended first");
    return;
  }
  const calls = openCalls({
    // its kind was asked for when the trial began
    expect: async () => {},
    load: async () => ({ signature, device: "", pid: 0 }),
    run: (_, values, own) => run(values, own),
    measure: async () => undefined,
  });
  const subject: Subject = { tag, signature, calls, run, clock, signal };
  let stuck: RuleId | undefined;
  for (const trial of trialsOf(kind, subject)) {
    if (stuck) for (const rule of trial.rules) yield skipped(rule, because(stuck));
    else stuck = yield* findings(trial, signal);
  }
}

function trialsOf(kind: Kind, subject: Subject): readonly Trial[] {
  if (kind === "chat") return chatTrials(subject);
  return kind === "embedding" ? embeddingTrials(subject) : speechTrials(subject);
}

/** Runs one trial. Returns the rule that stopped it: the one that the failure names, else the trial's first. */
async function* findings(
  trial: Trial,
  signal: AbortSignal | undefined,
): AsyncGenerator<Finding, RuleId | undefined, undefined> {
  const verdicts = new Map<RuleId, Verdict>();
  let stopped: RuleId | undefined;
  try {
    await trial.run((rule, verdict) => void verdicts.set(rule, verdict));
  } catch (error) {
    if (signal?.aborted) throw abortError();
    stopped = (isPredictorError(error) ? error.rule : undefined) ?? (trial.rules[0] as RuleId);
    for (const rule of trial.rules)
      if (!verdicts.has(rule)) verdicts.set(rule, { skipped: because(stopped) });
    verdicts.set(stopped, { broken: messageOf(error) });
  }
  for (const rule of new Set([...trial.rules, ...verdicts.keys()]))
    yield toFinding(rule, verdicts.get(rule));
  return stopped;
}

const because = (rule: RuleId): string => `not told, because ${rule} is broken`;

function toFinding(rule: RuleId, verdict: Verdict | undefined): Finding {
  if (!verdict) return { rule, outcome: "kept", text: rules[rule].text };
  return "broken" in verdict
    ? broken({ rule, message: verdict.broken })
    : skipped(rule, verdict.skipped);
}

const broken = ({ rule, parameter, message }: Problem): Finding => ({
  rule,
  outcome: "broken",
  text: rules[rule].text,
  ...(parameter !== undefined && { parameter }),
  message,
});

const skipped = (rule: RuleId, message: string): Finding => ({
  rule,
  outcome: "skipped",
  text: rules[rule].text,
  message,
});
