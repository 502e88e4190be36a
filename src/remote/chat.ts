import type {
  ChatCompletionChunk,
  LikelyToken,
  Logprobs,
  TokenLogprob,
  Usage,
} from "../predictor/chatTypes.ts";
import type { Dialect } from "./dialect.ts";
import { eventsIn } from "./events.ts";
import { brokeOff, garbled, Passing, refused } from "./failure.ts";
import { post, type Reach } from "./request.ts";
import type { Remote } from "./remotes.ts";

export interface ChatRequest {
  readonly values: Readonly<Record<string, unknown>>;
  readonly reach: Reach;
  readonly dialect: Dialect;
}

/** Streams an endpoint's answer as this contract wants it, whatever small liberties the endpoint takes. */
export async function* chat(
  remote: Remote,
  { values, reach, dialect }: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const { model } = remote;
  const asked = {
    ...values,
    ...toolChoice(values["tool_choice"]),
    ...{ model, stream: true, stream_options: { include_usage: true } },
  };
  for (;;) {
    try {
      yield* stream(remote, { body: dialect.spoken(asked), reach }, signal);
      return;
    } catch (error) {
      // refused for how it was put, before a word was said
      if (!dialect.learn(error)) throw error;
    }
  }
}

async function* stream(
  remote: Remote,
  { body, reach }: { readonly body: object; readonly reach: Reach },
  signal: AbortSignal,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const toChunk = openChunks(remote);
  const answer = post(remote, { path: "/chat/completions", body }, reach, signal);
  for await (const event of eventsIn(answer)) {
    if (event === "[DONE]") {
      yield* toChunk.end();
      return;
    }
    yield toChunk.next(parse(remote, event));
  }
  if (!toChunk.finished) throw toChunk.begun ? brokeOff(remote) : garbled(remote);
}

/** A tool is forced by its name here, and by an object there. */
const toolChoice = (choice: unknown): object =>
  [undefined, "auto", "none", "required"].includes(choice as string | undefined)
    ? {}
    : { tool_choice: { type: "function", function: { name: choice } } };

/** As it comes: anything may be missing. */
interface Theirs {
  readonly id?: string;
  readonly created?: number;
  readonly choices?: unknown;
  readonly usage?: Usage | null;
  readonly error?: unknown;
}
type Choice = ChatCompletionChunk["choices"][number];

function parse(remote: Remote, event: string): Theirs {
  let found: unknown;
  try {
    found = JSON.parse(event);
  } catch {
    throw garbled(remote);
  }
  if (typeof found !== "object" || !found) throw garbled(remote);
  if (!("error" in found) || !found.error) return found;
  const error = refused(remote, { status: statusOf(found.error), body: found });
  throw error instanceof Passing ? error.error : error;
}

/** An error in the middle of a stream has no status of its own. */
const statusOf = (error: unknown): number => {
  const { code, type } = error as { readonly code?: unknown; readonly type?: unknown };
  if (typeof code === "number" && code >= 400) return code;
  return type === "invalid_request_error" ? 400 : 500;
};

function openChunks(remote: Remote) {
  const { tag } = remote;
  let head: Pick<ChatCompletionChunk, "object" | "id" | "created" | "model"> | undefined;
  const finished = new Map<number, boolean>();
  return {
    get finished() {
      return finished.size > 0 && [...finished.values()].every(Boolean);
    },
    get begun() {
      return head !== undefined;
    },
    next({ id, created, choices, usage }: Theirs): ChatCompletionChunk {
      if (!isObjects(choices)) throw garbled(remote);
      head ??= {
        object: "chat.completion.chunk",
        id: id ?? `chatcmpl-${Date.now()}`,
        created: created ?? Math.floor(Date.now() / 1000),
        model: tag,
      };
      // some go on with empty pieces after the last one
      const going = choices.filter(({ index = 0 }) => !finished.get(index));
      for (const { index = 0, finish_reason: reason } of going)
        finished.set(index, Boolean(reason));
      return {
        ...head,
        choices: going.map(({ index = 0, delta = null, logprobs, finish_reason = null }) => ({
          ...{ index, delta, finish_reason },
          ...(isObjects<TokenLogprob>(logprobs?.content) && {
            logprobs: toLogprobs(logprobs.content),
          }),
        })),
        ...(usage && { usage: toUsage(usage) }),
      };
    },
    /** Those that never said why they ended. */
    *end(): Generator<ChatCompletionChunk, void, undefined> {
      const open = [...finished].flatMap(([index, over]) => (over ? [] : [index]));
      if (!head || !open.length) return;
      yield {
        ...head,
        choices: open.map((index) => ({ index, delta: null, finish_reason: "stop" })),
      };
    },
  };
}

/** Some add fields of their own to each token, or leave one out. */
const toLogprobs = (content: readonly Partial<TokenLogprob>[]): Logprobs => ({
  content: content.map(({ top_logprobs: top, ...likely }) => ({
    ...toLikely(likely),
    top_logprobs: top?.map(toLikely) ?? [],
  })),
  refusal: null,
});

const toLikely = ({ token = "", logprob = NaN, bytes }: Partial<LikelyToken>): LikelyToken => ({
  ...{ token, logprob },
  bytes: bytes ?? null,
});

const isObjects = <T = Choice>(list: unknown): list is readonly Partial<T>[] =>
  Array.isArray(list) && list.every((item) => typeof item === "object" && item);

function toUsage({ prompt_tokens: prompt, completion_tokens: completion, ...more }: Usage): Usage {
  const cached = more.prompt_tokens_details?.cached_tokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    ...(typeof cached === "number" && { prompt_tokens_details: { cached_tokens: cached } }),
  };
}
