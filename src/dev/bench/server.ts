import { isUserError } from "../../platform/errors.ts";
import { defaultModels } from "../../predictor/defaults.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights } from "../weights.ts";
import { startLlamaServer } from "./llamaServer.ts";
import { median, report } from "./report.ts";
import { startServing } from "./serving.ts";

const tag = defaultModels.chat;
const answerTokens = 32;
/**
 * `npm run bench -- server [--rounds n]`: requests a second and time to the first token with 1, 4 and 16 clients at once,
 * beside llama.cpp's own Python server with the same file, prompt and length of answer.
 */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 5;
  await bundle({ minify: true });
  await ensureWeights({ tags: [tag] });
  const sides = await openSides();
  try {
    const rows: Row[] = [];
    for (const { ask } of sides) await ask();
    for (const clients of [1, 4, 16]) rows.push(...(await measure(sides, { clients, rounds })));
    report({
      name: "Server: a streamed answer of 32 tokens from SmolLM2 135M, all clients asking at once",
      rows,
      notes: [
        `Medians of ${rounds} rounds; the servers take turns, so that what else runs slows both. In a round every client asks once.`,
        "Both have all cores but one, at the same, lowered priority.",
      ],
    });
  } finally {
    for (const { close } of sides) await close();
  }
}

type Row = Readonly<Record<string, string | number>>;
type Ask = () => Promise<number>;

interface Side {
  readonly name: string;
  /** Milliseconds to the first token; resolves when the answer is whole. */
  readonly ask: Ask;
  close(): Promise<unknown>;
}

async function measure(
  sides: readonly Side[],
  { clients, rounds }: { readonly clients: number; readonly rounds: number },
): Promise<readonly Row[]> {
  const measured = sides.map(({ name, ask }) => ({
    ...{ name, ask, seconds: [] as number[], firsts: [] as number[] },
  }));
  for (let round = 0; round < rounds; round++)
    for (const { ask, seconds, firsts } of measured) {
      const start = performance.now();
      firsts.push(...(await Promise.all(Array.from({ length: clients }, ask))));
      seconds.push((performance.now() - start) / 1000);
    }
  return measured.map(({ name, seconds, firsts }) => ({
    server: name,
    clients,
    "requests/s": clients / median(seconds),
    "first token, ms": median(firsts),
    "slowest first token, ms": Math.max(...firsts),
  }));
}

async function openSides(): Promise<readonly Side[]> {
  const { url, token, stop } = await startServing();
  const ours: Side = { name: "Hearth", ask: () => ask({ url, token, model: tag }), close: stop };
  try {
    return [ours, await openPeer()];
  } catch (error) {
    if (!isUserError(error)) throw error;
    console.log(`\n${error.message}\nOnly Hearth is measured.`);
    return [ours];
  }
}

async function openPeer(): Promise<Side> {
  const { url, close } = await startLlamaServer();
  return {
    name: "llama.cpp (Python server)",
    ask: () => ask({ url, token: "none", model: "model" }),
    close: async () => close(),
  };
}

async function ask({
  url,
  token,
  model,
}: Record<"url" | "token" | "model", string>): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${url}/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({
      ...{ model, stream: true, max_tokens: answerTokens, temperature: 0 },
      messages: [{ role: "user", content: "Tell a story about a lighthouse and its keeper." }],
    }),
  });
  if (!response.ok || !response.body) throw new Error(`${url}: ${await response.text()}`);
  const decoder = new TextDecoder();
  let first: number | undefined;
  for await (const bytes of response.body)
    if (/"content": ?"[^"]/.test(decoder.decode(bytes, { stream: true })))
      first ??= performance.now() - start;
  if (first === undefined) throw new Error(`${url} gave no answer.`);
  return first;
}
