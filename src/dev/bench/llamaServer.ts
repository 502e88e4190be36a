import { spawn } from "node:child_process";
import { availableParallelism, constants, setPriority } from "node:os";
import { join } from "node:path";
import { defaultModels } from "../../predictor/defaults.ts";
import { freePort } from "../freePort.ts";
import { openDevModels } from "../weights.ts";
import { type Peer, pythonWith } from "./python.ts";

/** llama.cpp's own server, by its Python binding. */
export const llamaServer: Peer = {
  name: "llama-cpp-python",
  version: "0.3.36",
  also: [
    ...["fastapi==0.165.0", "uvicorn==0.54.0", "starlette-context==0.3.6", "sse-starlette==3.7.0"],
    ...["pydantic-settings==2.16.3", "PyYAML==6.0.4"],
  ],
  note: "It is compiled for this machine with CMake and a C++ compiler, which takes minutes.",
  env: { CMAKE_ARGS: "-DGGML_NATIVE=ON" },
};

/** Starts it with the default chat model. @throws {UserError} when Python or the package cannot be had */
export async function startLlamaServer(): Promise<{ readonly url: string; close(): void }> {
  const python = await pythonWith(llamaServer);
  const models = openDevModels();
  const manifest = await models.find(defaultModels.chat);
  if (!manifest) throw new Error(`There is no ${defaultModels.chat}.`);
  const port = await freePort();
  const child = spawn(
    python,
    [
      ...["-m", "llama_cpp.server", "--model", join(models.folder(manifest), "model.gguf")],
      ...["--host", "127.0.0.1", "--port", String(port), "--n_ctx", "2048"],
      // by default it breaks off an answer when somebody else asks
      ...["--interrupt_requests", "false"],
      ...["--n_threads", String(Math.max(1, availableParallelism() - 1))],
    ],
    { stdio: "ignore" },
  );
  // the product's processes run below the editor's priority: so must this one, or a busy machine favours it
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const url = `http://127.0.0.1:${port}/v1`;
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/models`).catch(() => undefined);
    if (answer?.ok) return { url, close: () => void child.kill("SIGKILL") };
    if (tries > 300 || child.exitCode !== null)
      throw new Error("llama.cpp's server does not start.");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
