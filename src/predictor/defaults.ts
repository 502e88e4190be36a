/** The models that Hearth uses until somebody chooses others. */
export const defaultModels = {
  chat: "@hearth/smollm2-135m-instruct",
  embedding: "@hearth/all-minilm-l6-v2",
  /** By preference: the first that is on this machine reads. The first is quicker, the second sounds better. */
  speech: ["@hearth/piper-en-us-joe", "@hearth/kokoro-82m"],
} as const;
