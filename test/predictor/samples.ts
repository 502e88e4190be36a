import type { ChatCompletionChunk, TokenLogprob } from "../../src/predictor/chatTypes.ts";
import {
  defineChat,
  defineEmbedding,
  defineSpeech,
  type Predictor,
} from "../../src/predictor/contract/define.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import type { Signature, Tensor } from "../../src/predictor/contract/signature.ts";

const base = {
  object: "chat.completion.chunk",
  id: "answer-1",
  created: 1,
  model: "@test/echo",
} as const;
type Delta = ChatCompletionChunk["choices"][number]["delta"];
type Reason = ChatCompletionChunk["choices"][number]["finish_reason"];

/** A chunk of the one answer `answer-1`. */
export function chunk(
  delta: Delta,
  reason: Reason = null,
  more: Partial<ChatCompletionChunk> = {},
): ChatCompletionChunk {
  return { ...base, choices: [{ index: 0, delta, finish_reason: reason }], ...more };
}

export const usage = (prompt: number, completion: number) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

/** Says the last message again, a word a chunk, as far as the limit goes. Keeps every rule. */
export const echo = defineChat({
  tag: "@test/echo",
  description: "Echoes.",
  inputs: {
    temperature: Parameter.SamplingTemperature({ description: "Ignored.", min: 0, max: 2 }).default(
      0.5,
    ),
    messages: Parameter.Messages({ description: "Conversation." }),
    limit: Parameter.MaxOutputTokens({ description: "Words.", min: 1, max: 4096 }).default(512),
    seed: Parameter.Seed({ description: "Ignored." }).default(0),
  },
  outputs: [Parameter.ChatCompletionChunk({ description: "Words." })],
  async *predict({ messages, limit }, _state, { signal }) {
    yield chunk({ role: "assistant", content: "" });
    const words = (messages.at(-1)?.content ?? "").split(" ");
    for (const [i, word] of words.slice(0, limit).entries()) {
      // an abort comes as a message, so it needs a turn of the loop to be heard
      await new Promise(setImmediate);
      if (signal.aborted) return;
      yield chunk({ content: i ? ` ${word}` : word });
    }
    const said = Math.min(limit, words.length);
    const reason = said < words.length ? "length" : "stop";
    yield chunk({}, reason, { usage: usage(words.length, said) });
  },
});

/** A chat predictor that answers with exactly these chunks. */
export const saying = (chunks: readonly unknown[]): Predictor =>
  defineChat({
    tag: "@test/saying",
    description: "Says what it is told.",
    inputs: { messages: Parameter.Messages({ description: "Ignored." }) },
    outputs: [Parameter.ChatCompletionChunk({ description: "Chunks." })],
    async *predict() {
      yield* chunks as ChatCompletionChunk[];
    },
  });

/** A token of an answer, before others that could have stood there. */
export function likely(token: string, others: Readonly<Record<string, number>> = {}): TokenLogprob {
  const about = (text: string, logprob: number): Omit<TokenLogprob, "top_logprobs"> => ({
    ...{ token: text, logprob },
    bytes: [...Buffer.from(text)],
  });
  const itself = about(token, -0.25);
  const top = Object.entries(others).map(([other, logprob]) => about(other, logprob));
  return { ...itself, top_logprobs: top.length ? [itself, ...top] : [] };
}

/** Says these tokens, a chunk each, with how likely they were when asked. */
export const weighing = (tokens: readonly TokenLogprob[]): Predictor =>
  defineChat({
    tag: "@test/weighing",
    description: "Says how likely its words are.",
    inputs: {
      messages: Parameter.Messages({ description: "Ignored." }),
      logprobs: Parameter.Logprobs({ description: "Tell." }).default(false),
      top_logprobs: Parameter.TopLogprobs({ description: "Ignored.", min: 0, max: 20 }).default(0),
      limit: Parameter.MaxOutputTokens({ description: "Ignored." }).default(9),
    },
    outputs: [Parameter.ChatCompletionChunk({ description: "Words." })],
    async *predict({ logprobs }) {
      const decoder = new TextDecoder();
      yield chunk({ role: "assistant", content: "" });
      for (const token of tokens) {
        const bytes = Uint8Array.from(token.bytes ?? []);
        const delta = { content: decoder.decode(bytes, { stream: true }) };
        const told = logprobs && { logprobs: { content: [token], refusal: null } };
        yield { ...chunk(null), choices: [{ index: 0, delta, finish_reason: null, ...told }] };
      }
      yield chunk({}, "stop", { usage: usage(1, tokens.length) });
    },
  });

/** Rows that depend on the text alone: its length, its first letter, and ones. Keeps every rule. */
export const embedder = defineEmbedding({
  tag: "@test/embedder",
  description: "Embeds.",
  inputs: {
    dimensions: Parameter.EmbeddingDims({ description: "Size.", min: 2, max: 8 }).default(4),
    texts: Parameter.Texts({ description: "Texts." }),
  },
  outputs: [
    Parameter.Embedding({ description: "Rows." }),
    Parameter.EmbeddingUsage({ description: "Tokens." }),
  ],
  async predict({ texts, dimensions }) {
    const tokens = texts.reduce((sum, text) => sum + text.length, 0);
    const rows = texts.flatMap((text) => row(text, dimensions));
    const usage = { prompt_tokens: tokens, total_tokens: tokens };
    return [tensor(rows, [texts.length, dimensions]), usage] as const;
  },
});

function row(text: string, size: number): number[] {
  const values = Array.from(
    { length: size },
    (_, i) => [text.length, text.charCodeAt(0) || 0][i] ?? 1,
  );
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** An embedding predictor that answers with exactly this, whatever it is asked. */
export const embedding = (result: unknown): Predictor =>
  defineEmbedding({
    tag: "@test/embedding",
    description: "Embeds.",
    inputs: { texts: Parameter.Texts({ description: "Ignored." }) },
    outputs: [Parameter.Embedding({ description: "Rows." })],
    predict: async () => result as Tensor,
  });

/** A tenth of a second a letter at 100 frames a second; ada is quiet, grace is loud. Keeps every rule. */
export const speaker = defineSpeech({
  tag: "@test/speaker",
  description: "Speaks.",
  inputs: {
    speed: Parameter.AudioSpeed({ description: "Speed.", min: 0.5, max: 2 }).default(1),
    voice: Parameter.AudioVoice({ description: "Voice.", voices: ["ada", "grace"] }),
    text: Parameter.Text({ description: "Text." }),
  },
  outputs: [Parameter.Audio({ description: "Samples.", sampleRate: 100 })],
  async predict({ text, voice, speed }) {
    const frames = Math.round((text.length * 10) / speed);
    return tensor(
      Array.from({ length: frames }, () => (voice === "ada" ? 0.25 : 1.5)),
      [frames],
    );
  },
});

/** A speech predictor without a speed that answers with exactly this. */
export const sounding = (result: unknown): Predictor =>
  defineSpeech({
    tag: "@test/sounding",
    description: "Sounds.",
    inputs: {
      text: Parameter.Text({ description: "Ignored." }),
      voice: Parameter.AudioVoice({ description: "Voice.", voices: ["ada"] }),
    },
    outputs: [Parameter.Audio({ description: "Samples.", sampleRate: 100 })],
    predict: async () => result as Tensor,
  });

export const tensor = (values: readonly number[], shape: readonly number[]): Tensor => ({
  data: Float32Array.from(values),
  shape,
});

/** A copy of a signature with the named parameter changed; a field that is set to undefined is taken away. */
export function changed(
  { inputs, outputs }: Signature,
  name: string,
  change: Readonly<Record<string, unknown>>,
): Signature {
  const apply = (parameters: Signature["inputs"]): Signature["inputs"] =>
    parameters.map((p) =>
      p.name === name ? (JSON.parse(JSON.stringify({ ...p, ...change })) as typeof p) : p,
    );
  return { inputs: apply(inputs), outputs: apply(outputs) };
}
