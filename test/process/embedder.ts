import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An embedding predictor of one's own; `body` may wait or fail. Texts about rain are alike. */
export function writeEmbedder(root: string, body = ""): string {
  const folder = join(root, "embedder");
  mkdirSync(folder, { recursive: true });
  const about = { tag: "@test/embedder", kind: "embedding", title: "Test", description: "A test." };
  const more = { licence: { id: "MIT" }, languages: ["en"], files: [], memory: 0, options: {} };
  writeFileSync(
    join(folder, "predictor.json"),
    JSON.stringify({ ...about, ...more, engine: "./index.mjs" }),
  );
  const signature = {
    inputs: [{ name: "texts", dtype: "list", description: "Texts.", schema: { type: "array" } }],
    outputs: [{ name: "rows", dtype: "float32", description: "Rows.", denotation: "embedding" }],
  };
  const module = `
    const row = (text) => (/rain|weather|umbrella/i.test(text) ? [0.8, 0.6] : [0.6, -0.8]);
    export const engine = ({ tag, kind, description }) => ({
      tag, kind, description, signature: ${JSON.stringify(signature)},
      load: async () => {}, dispose: async () => {},
      async *predict({ texts }, state, { signal }) {
        ${body}
        yield [{ data: Float32Array.from(texts.flatMap(row)), shape: [texts.length, 2] }];
      },
    });`;
  writeFileSync(join(folder, "index.mjs"), module);
  return folder;
}
