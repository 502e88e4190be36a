// Never run: the compiler is the test. Each line under @ts-expect-error must be an error, and its message holds the rule.
import { defineChat, defineEmbedding, defineSpeech } from "../../src/predictor/contract/define.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { echo, embedder, speaker, tensor } from "./samples.ts";

const context = { signal: new AbortController().signal };
const about = { tag: "@test/types", description: "Types." };
const described = { description: "Described." };
const [text, texts, messages] = [
  Parameter.Text(described),
  Parameter.Texts(described),
  Parameter.Messages(described),
];
const voice = Parameter.AudioVoice({ ...described, voices: ["ada", "grace"] });
const audio = Parameter.Audio({ ...described, sampleRate: 24_000 });
const rows = Parameter.Embedding(described);
const chunks = Parameter.ChatCompletionChunk(described);
const silence = async () => tensor([], [0]);
async function* nothing() {}

/** What a caller may pass. */
export function calls(): void {
  void speaker.run({ text: "x", voice: "ada" }, undefined, context);
  void speaker.run({ text: "x", voice: "grace", speed: 2 }, undefined, context);
  // @ts-expect-error a call without a voice
  void speaker.run({ text: "x" }, undefined, context);
  // @ts-expect-error an unknown voice
  void speaker.run({ text: "x", voice: "bob" }, undefined, context);
  // @ts-expect-error a speed that is a text
  void speaker.run({ text: "x", voice: "ada", speed: "2" }, undefined, context);
  void embedder.run({ texts: ["a"] }, undefined, context);
  // @ts-expect-error a string for texts
  void embedder.run({ texts: "a" }, undefined, context);
  // @ts-expect-error an input that does not exist
  void embedder.run({ texts: ["a"], size: 3 }, undefined, context);
  // @ts-expect-error a role that does not exist
  void echo.run({ messages: [{ role: "robot", content: "" }] }, undefined, context);
}

/** What `predict` gets and gives. */
export function predictions(): void {
  defineSpeech({
    ...about,
    inputs: { text, voice },
    outputs: [audio],
    load: async () => ({ loaded: true }),
    predict: async ({ voice: chosen }, state) => {
      const known: "ada" | "grace" = chosen;
      const loaded: boolean = state.loaded;
      return tensor([known.length, Number(loaded)], [2]);
    },
  });
  const words = Parameter.SpokenWords(described);
  defineSpeech({
    ...about,
    inputs: { text, voice, own: Parameter.Pronunciations(described).default({}) },
    outputs: [audio, words],
    predict: async ({ own }) =>
      [tensor([0], [1]), [{ start: 0, end: Object.keys(own).length, from: 0, to: 1 }]] as const,
  });
  // @ts-expect-error words are promised, and not given
  defineSpeech({ ...about, inputs: { text, voice }, outputs: [audio, words], predict: async () => tensor([0], [1]) }); // prettier-ignore
  // @ts-expect-error a wrong return type
  defineEmbedding({ ...about, inputs: { texts }, outputs: [rows], predict: async () => "no" });
  // @ts-expect-error a tensor of float64
  defineEmbedding({ ...about, inputs: { texts }, outputs: [rows], predict: async () => ({ data: new Float64Array(1), shape: [1, 1] }) }); // prettier-ignore
  // @ts-expect-error usage is declared, but not returned
  defineEmbedding({ ...about, inputs: { texts }, outputs: [rows, Parameter.EmbeddingUsage(described)], predict: silence }); // prettier-ignore
  // @ts-expect-error a chat predictor streams
  defineChat({ ...about, inputs: { messages }, outputs: [chunks], predict: async () => "no" });
}

/** What a signature may look like. */
export function signatures(): void {
  const speech = { ...about, outputs: [audio], predict: silence } as const;
  const vectors = { ...about, outputs: [rows], predict: silence } as const;
  const chat = { ...about, outputs: [chunks], predict: nothing } as const;
  defineSpeech({
    ...speech,
    inputs: { voice, text, speed: Parameter.AudioSpeed(described).default(1) },
  });
  // @ts-expect-error S3: a voice with a default
  defineSpeech({ ...speech, inputs: { text, voice: voice.default("ada") } });
  // @ts-expect-error S2: no voice
  defineSpeech({ ...speech, inputs: { text } });
  // @ts-expect-error S5: a speed without a default
  defineSpeech({ ...speech, inputs: { text, voice, speed: Parameter.AudioSpeed(described) } });
  // @ts-expect-error S5: two required texts
  defineSpeech({ ...speech, inputs: { text, second: text, voice } });
  // @ts-expect-error a default that is none of the voices
  voice.default("bob");
  defineEmbedding({ ...vectors, inputs: { texts } });
  // @ts-expect-error E8: EmbeddingDims without a default
  defineEmbedding({ ...vectors, inputs: { texts, size: Parameter.EmbeddingDims(described) } });
  // @ts-expect-error E2: two required lists
  defineEmbedding({ ...vectors, inputs: { texts, more: texts } });
  // @ts-expect-error E1: a text is no list of texts
  defineEmbedding({ ...vectors, inputs: { text } });
  // @ts-expect-error E3: an Audio output on an embedding predictor
  defineEmbedding({ ...vectors, outputs: [audio], inputs: { texts } });
  defineChat({ ...chat, inputs: { messages } });
  // @ts-expect-error C2: two required lists of messages
  defineChat({ ...chat, inputs: { messages, more: messages } });
  // @ts-expect-error C1: texts are no messages
  defineChat({ ...chat, inputs: { texts } });
  // @ts-expect-error C11: a setting without a default
  defineChat({ ...chat, inputs: { messages, limit: Parameter.MaxOutputTokens(described) } });
  // @ts-expect-error C4: an embedding is no answer
  defineChat({ ...chat, inputs: { messages }, outputs: [rows] });
}
