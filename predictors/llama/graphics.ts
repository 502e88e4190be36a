import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";
import type { Graphics } from "../../src/predictor/running/graphics.ts";

const backends = { cuda: "CUDA", vulkan: "Vulkan", metal: "Metal" } as const;

/** "CPU", or "Vulkan (NVIDIA GeForce RTX 4070)". */
export async function deviceOf(llama: Llama): Promise<string> {
  if (llama.gpu === false) return "CPU";
  const names = await llama.getGpuDeviceNames();
  return `${backends[llama.gpu]} (${names.join(", ") || "GPU"})`;
}

/** False too where a driver is installed but no card that it could use, as in most virtual machines. */
export const hasCard = async (llama: Llama): Promise<boolean> =>
  llama.gpu !== false && (await llama.getVramState()).total > 0;

/** What llama.cpp finds to run on beside the processor; null for nothing. */
export async function readGraphics(): Promise<Graphics | null> {
  const llama = await getLlama({
    ...{ gpu: "auto", build: "never", skipDownload: true, progressLogs: false },
    logLevel: LlamaLogLevel.error,
  });
  try {
    if (llama.gpu === false || !(await hasCard(llama))) return null;
    const { total, free, unifiedSize } = await llama.getVramState();
    const names = await llama.getGpuDeviceNames();
    return { backend: backends[llama.gpu], names, total, free, shared: unifiedSize > 0 };
  } finally {
    await llama.dispose();
  }
}
