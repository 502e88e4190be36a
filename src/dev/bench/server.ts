import { spawn } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { isUserError } from "../../platform/errors.ts";
import { defaultModels } from "../../predictor/defaults.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevModels } from "../weights.ts";
import { type Peer, pythonWith } from "./python.ts";
import { median, report } from "./report.ts";
import { startServing } from "./serving.ts";

const tag = defaultModels.chat;
const answerTokens = 32;
const peer: Peer = {
  name: "llama-cpp-python",
  version: "0.3.36",
  also: [
    ...["fastapi==0.165.0", "uvicorn==0.54.0", "starlette-context==0.3.6", "sse-starlette==3.7.0"],
    ...["pydantic-settings==2.16.3", "PyYAML==6.0.4"],
  ],
  note: "It is compiled for this machine with CMake and a C++ compiler, which takes minutes.",
  env: { CMAKE_ARGS: "-DGGML_NATIVE=ON" },
};

/**
 * `npm run bench -- server [--rounds n]`: requests a second and time to the first token with 1, 4 and 16 clients at once,
 * beside llama.cpp's own Python server with the same file, prompt and length of answer.
 */
export async function run(args: readonly string[]): Promise<void> {
  const rounds = args.includes("--rounds") ? Number(args[args.indexOf("--rounds") + 1]) : 2;
  await bundle({ minify: true });
  await ensureWeights({ tags: [tag] });
  const sides = await openSides();
  try {
    const rows: Row[] = [];
    for (const { ask } of sides) await ask();
    for (const clients of [1, 4, 16])
      for (const { name, ask } of sides) rows.push(await measure(name, ask, { clients, rounds }));
    report({
      name: "Server: a streamed answer of 32 tokens from SmolLM2 135M, all clients asking at once",
      rows,
      notes: [`Each client asks ${rounds} times, one after the other. Medians of the first token.`],
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
  name: string,
  ask: Ask,
  { clients, rounds }: { readonly clients: number; readonly rounds: number },
): Promise<Row> {
  const firsts: number[] = [];
  const start = performance.now();
  const client = async (): Promise<void> => {
    for (let i = 0; i < rounds; i++) firsts.push(await ask());
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - start) / 1000;
  return {
    server: name,
    clients,
    "requests/s": firsts.length / seconds,
    "first token, ms": median(firsts),
    "slowest first token, ms": Math.max(...firsts),
  };
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
  const python = await pythonWith(peer);
  const models = openDevModels();
  const manifest = await models.find(tag);
  if (!manifest) throw new Error(`There is no ${tag}.`);
  const port = await freePort();
  const args = ["-m", "llama_cpp.server", "--model", join(models.folder(manifest), "model.gguf")];
  const child = spawn(
    python,
    [...args, "--host", "127.0.0.1", "--port", String(port), "--n_ctx", "2048"],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}/v1`;
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/models`).catch(() => undefined);
    if (answer?.ok) break;
    if (tries > 300 || child.exitCode !== null)
      throw new Error("llama.cpp's server does not start.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    name: "llama.cpp (Python server)",
    ask: () => ask({ url, token: "none", model: "model" }),
    close: async () => child.kill(),
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

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
