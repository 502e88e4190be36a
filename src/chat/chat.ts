import { randomInt, randomUUID } from "node:crypto";
import { isAbort, isUserError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import type { Calls } from "../predictor/calls.ts";
import { isPredictorError } from "../predictor/errors.ts";
import { Draft, type Delta } from "./answer.ts";
import { titleOf, withAnswer } from "./conversation.ts";
import { formOf } from "./documentation.ts";
import { FillIn } from "./fillIn.ts";
import { excess, fit } from "./fit.ts";
import type { History } from "./history.ts";
import type { Answer, AnswerState, Conversation, Fullness, Question, Turn } from "./protocol.ts";
import { repeatsItself } from "./repeats.ts";
import { request as send, type ChatModel } from "./request.ts";
import type { States } from "./states.ts";
import { turned, withVersion } from "./versions.ts";

/** Conversations with a model. Each method streams; aborting keeps what was written so far. */
export interface Chat {
  readonly history: History;
  /** Asks at the end of a conversation; an id that is not known starts one. */
  ask(id: string, question: Question, signal?: AbortSignal): ChatStream;
  /** Answers the last question once more. The answer before stays as another version, unless it was empty. */
  regenerate(id: string, signal?: AbortSignal): ChatStream;
  /** Goes on with the last answer where it was cut off. */
  resume(id: string, signal?: AbortSignal): ChatStream;
  /** Asks something else in place of a turn. What followed from there stays as another version. */
  edit(
    at: { readonly id: string; readonly turn: string; readonly question: Question },
    signal?: AbortSignal,
  ): ChatStream;
  /** How full the context would be with another question; undefined when the model does not count. Loads the model. */
  measure(
    turns: readonly Turn[],
    question: Question,
    signal?: AbortSignal,
  ): Promise<Fullness | undefined>;
  /** Shows the version after that of `turn`, or with a `step` of -1 the one before; the same when there is none. */
  turnTo(at: {
    readonly id: string;
    readonly turn: string;
    readonly step: number;
  }): Promise<Conversation>;
}

/**
 * The last event is the whole conversation, with the answer's final state; then, if the answer failed or was
 * stopped, the stream throws the reason.
 */
export type ChatStream = AsyncGenerator<ChatEvent, void, undefined>;

export type ChatEvent =
  /** At the start, when something else than the last answer's text has changed, and at the end. */
  | { readonly kind: "conversation"; readonly conversation: Conversation }
  | ({ readonly kind: "delta" } & Delta);

/** Where everything that is not the same each time comes from; tests bring their own. */
export interface Chance {
  /** Milliseconds since 1970. */
  readonly date: () => number;
  /** Milliseconds from some moment, for durations. */
  readonly now: () => number;
  readonly id: () => string;
  readonly seed: () => number;
}

export interface ChatParts {
  readonly calls: Pick<Calls, "chat" | "measure">;
  /** Read for each question. */
  readonly model: () => ChatModel;
  readonly history: History;
  /** Left out: models keep nothing of what they read. */
  readonly states?: Pick<States, "folderOf">;
  readonly log: Log;
  readonly chance?: Chance;
}

const real: Chance = {
  date: () => Date.now(),
  now: () => performance.now(),
  id: () => randomUUID(),
  // short enough to be read and written down
  seed: () => randomInt(1_000_000),
};

/** Chats through `calls`; what is said is kept in `history` while it streams. */
export function openChat(parts: ChatParts): Chat {
  const { model, history, chance = real } = parts;
  const now = (turns: readonly Turn[]): Pick<Conversation, "changed" | "turns"> => ({
    changed: chance.date(),
    turns,
  });
  const fresh = (question: Question, before: Answer | undefined): Turn => {
    const { tag, host } = model();
    // another model may have room for what did not fit before
    const leftOut = before?.model === tag ? before.leftOut : 0;
    const at = host === undefined ? {} : { host };
    const answer = { text: "", reasoning: "", model: tag, ...at, leftOut, seed: chance.seed() };
    return { id: chance.id(), question, answer: { ...answer, state: { kind: "streaming" } } };
  };
  const start = (id: string, { text }: Question): Conversation => {
    const date = chance.date();
    return { id, title: titleOf(text), created: date, changed: date, turns: [] };
  };
  const existing = async (id: string): Promise<{ conversation: Conversation; last: Turn }> => {
    const conversation = await history.read(id);
    const last = conversation?.turns.at(-1);
    if (!conversation || !last) throw new Error(`The conversation ${id} has no turns.`);
    return { conversation, last };
  };

  return {
    history,

    async *ask(id, question, signal) {
      const conversation = (await history.read(id)) ?? start(id, question);
      const { turns } = conversation;
      const turn = fresh(question, turns.at(-1)?.answer);
      yield* answer(parts, { ...conversation, ...now([...turns, turn]) }, signal);
    },

    async *regenerate(id, signal) {
      const { conversation, last } = await existing(id);
      const { turns } = conversation;
      const turn = fresh(last.question, last.answer);
      const next = last.answer.text
        ? withVersion(turns, turns.length - 1, [turn])
        : [...turns.slice(0, -1), { ...last, ...turn }];
      yield* answer(parts, { ...conversation, ...now(next) }, signal);
    },

    async *resume(id, signal) {
      const { conversation, last } = await existing(id);
      const again = { ...last.answer, model: model().tag, state: { kind: "streaming" } } as const;
      yield* answer(parts, withAnswer({ ...conversation, changed: chance.date() }, again), signal);
    },

    async *edit({ id, turn: edited, question }, signal) {
      const { conversation } = await existing(id);
      const at = conversation.turns.findIndex((turn) => turn.id === edited);
      if (at < 0) throw new Error(`The conversation ${id} has no turn ${edited}.`);
      const turn = fresh(question, conversation.turns[at - 1]?.answer);
      const turns = withVersion(conversation.turns, at, [turn]);
      yield* answer(parts, { ...conversation, ...now(turns) }, signal);
    },

    async measure(turns, question, signal = new AbortController().signal) {
      const before = turns.at(-1)?.answer;
      const next = [...turns, fresh(question, before)];
      const leftOut = next.at(-1)?.answer.leftOut ?? 0;
      const draft = { turns: next, leftOut, resume: false, model: model() };
      const fitted = await fit(parts.calls, draft, signal);
      if (!fitted.length) return undefined;
      const { attachments } = fitted.turns.at(-1)?.question ?? question;
      return {
        ...fitted.length,
        leftOut: fitted.leftOut,
        cut: attachments.filter((piece, i) => piece !== question.attachments[i]).length,
        over: excess(fitted.length),
      };
    },

    async turnTo({ id, turn, step }) {
      const { conversation } = await existing(id);
      const next = { ...conversation, turns: turned(conversation.turns, turn, step) };
      await history.save(next);
      return next;
    },
  };
}

/** Answers the last question of `start`, whose answer is streaming: empty, or with the text that it goes on from. */
async function* answer(
  { calls, model, history, states, log, chance = real }: ChatParts,
  asked: Conversation,
  signal: AbortSignal = new AbortController().signal,
): ChatStream {
  let start = asked;
  const first = start.turns.at(-1)!.answer;
  const draft = new Draft(first, chance.now);
  const whole = (): Conversation => withAnswer(start, draft.answer);
  const { turns, leftOut } = { ...start, ...first };
  const about = { turns, leftOut, resume: first.text !== "", model: model() };
  // stays so when the reader leaves the loop
  let state: AnswerState | undefined = { kind: "stopped" };
  let fill: FillIn | undefined;
  let repeated = false;
  let failure: { readonly reason: unknown } | undefined;
  try {
    // from here on the journal of the history knows what the answer belongs to
    await history.save(whole());
    yield { kind: "conversation", conversation: whole() };
    const fitted = await fit(calls, about, signal);
    if (fitted.turns !== turns || fitted.leftOut !== leftOut) {
      start = { ...start, turns: fitted.turns };
      draft.adapt({ leftOut: fitted.leftOut, seed: first.seed });
      yield { kind: "conversation", conversation: whole() };
    }
    // a model that can goes on with its own words; others are asked to
    const resume = about.resume && !fitted.length?.resumes;
    const stateFolder = await states?.folderOf(start.id);
    const form = about.resume ? undefined : formOf(fitted.turns.at(-1)!.question);
    if (form) fill = new FillIn(form);
    const format = form?.format;
    const request = { ...about, ...fitted, resume, seed: first.seed, stateFolder, format };
    for await (const step of send({ calls, log }, request, signal)) {
      if (step.kind === "shape") {
        draft.adapt(step.shape);
        yield { kind: "conversation", conversation: whole() };
      } else {
        const delta = draft.add(step.chunk, fill);
        history.keep(whole());
        if (delta.text || delta.reasoning) yield { kind: "delta", ...delta };
        repeated = isStuck(draft.answer, first);
        if (repeated) break;
      }
    }
    state = repeated ? { kind: "stopped", repeated } : undefined;
  } catch (reason) {
    failure = { reason };
    state = failedState(reason);
  } finally {
    // half a form would be no code
    if (fill) draft.close(fill);
    draft.end(state);
    await history.save(whole());
  }
  yield { kind: "conversation", conversation: whole() };
  if (failure) throw failure.reason;
}

/** What it goes on from does not count: somebody has read that and wants more. */
const isStuck = (now: Answer, from: Answer): boolean =>
  repeatsItself(now.text.slice(from.text.length)) ||
  repeatsItself(now.reasoning.slice(from.reasoning.length));

function failedState(reason: unknown): AnswerState {
  if (isAbort(reason)) return { kind: "stopped" };
  return {
    kind: "failed",
    ...(isUserError(reason) && { message: reason.message }),
    ...(isPredictorError(reason) && { code: reason.code }),
  };
}
