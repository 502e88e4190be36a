import type { Kind } from "../../predictor/contract/define.ts";

/** The module of a new predictor of each kind: it runs as it is, keeps the contract, and shows where the own work goes. */
export const templates: Readonly<Record<Kind, string>> = {
  chat: `/** Answers a conversation, a piece at a time. The kit is handed in: there is nothing to install or import. */
export const engine = (manifest, { defineChat, Parameter }) =>
  defineChat({
    tag: manifest.tag,
    description: manifest.description,
    inputs: {
      messages: Parameter.Messages({ description: "The conversation so far." }),
      limit: Parameter.MaxOutputTokens({ description: "Words at most.", min: 1, max: 4096 }).default(512),
    },
    outputs: [Parameter.ChatCompletionChunk({ description: "The answer, piece by piece." })],

    // runs once, in the predictor's own process; what it returns is handed to every prediction
    load: async () => ({ greeting: "You said:" }),

    async *predict({ messages, limit }, { greeting }, { signal }) {
      const base = {
        id: \`answer-\${messages.length}\`,
        object: "chat.completion.chunk",
        created: 0,
        model: manifest.tag,
      };
      const piece = (delta, finish_reason = null) => ({
        ...base,
        choices: [{ index: 0, delta, finish_reason }],
      });
      yield piece({ role: "assistant", content: "" });

      // your model goes here: this one says the last message again
      const words = \`\${greeting} \${messages.at(-1)?.content ?? ""}\`.split(" ");
      for (const [i, word] of words.slice(0, limit).entries()) {
        // lets a cancel through between two pieces
        await new Promise(setImmediate);
        if (signal.aborted) return;
        yield piece({ content: i ? \` \${word}\` : word });
      }
      yield piece({}, words.length > limit ? "length" : "stop");
    },
  });
`,
  embedding: `/** Turns texts into vectors. The kit is handed in: there is nothing to install or import. */
export const engine = (manifest, { defineEmbedding, Parameter }) =>
  defineEmbedding({
    tag: manifest.tag,
    description: manifest.description,
    inputs: {
      texts: Parameter.Texts({ description: "Texts to embed." }),
    },
    outputs: [Parameter.Embedding({ description: "One row of unit length for each text." })],

    // runs once, in the predictor's own process; what it returns is handed to every prediction
    load: async () => ({ size: 256 }),

    async predict({ texts }, { size }, { signal }) {
      const data = new Float32Array(texts.length * size);
      for (const [i, text] of texts.entries()) {
        // lets a cancel through between two texts
        await new Promise(setImmediate);
        signal.throwIfAborted();
        data.set(toVector(text, size), i * size);
      }
      return { data, shape: [texts.length, size] };
    },
  });

// your model goes here: this one counts the groups of three letters
function toVector(text, size) {
  const counts = new Float32Array(size);
  const letters = \` \${text.toLowerCase()} \`;
  for (let i = 0; i + 3 <= letters.length; i++) counts[hash(letters.slice(i, i + 3)) % size] += 1;
  const length = Math.hypot(...counts) || 1;
  return counts.map((count) => count / length);
}

function hash(text) {
  let value = 2166136261;
  for (const letter of text) value = Math.imul(value ^ letter.codePointAt(0), 16777619) >>> 0;
  return value;
}
`,
  speech: `/** Speaks a text. The kit is handed in: there is nothing to install or import. */
export const engine = (manifest, { defineSpeech, Parameter }) =>
  defineSpeech({
    tag: manifest.tag,
    description: manifest.description,
    inputs: {
      text: Parameter.Text({ description: "What to say." }),
      voice: Parameter.AudioVoice({ description: "How high.", voices: ["low", "high"] }),
      speed: Parameter.AudioSpeed({ description: "1 is natural.", min: 0.5, max: 2 }).default(1),
    },
    outputs: [Parameter.Audio({ description: "Samples, shape (F,).", sampleRate: 24_000 })],

    // runs once, in the predictor's own process; what it returns is handed to every prediction
    load: async () => ({ low: 220, high: 440 }),

    async predict({ text, voice, speed }, pitches, { signal }) {
      // your model goes here: this one says every letter as a beep
      const beep = Math.round(2_400 / speed);
      const data = new Float32Array(Math.max(1, text.length) * beep);
      for (let i = 0; i < data.length; i++) {
        if (i % 24_000 === 0) {
          // lets a cancel through between two seconds of sound
          await new Promise(setImmediate);
          signal.throwIfAborted();
        }
        const fade = Math.sin((Math.PI * (i % beep)) / beep);
        data[i] = 0.3 * fade * Math.sin((2 * Math.PI * pitches[voice] * i) / 24_000);
      }
      return { data, shape: [data.length] };
    },
  });
`,
};
