/** The platforms that Hearth is packaged for, by vsce's names, each with node-llama-cpp's packages of binaries. */
const llamaBinaries: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": ["linux-x64", "linux-x64-vulkan"],
  "linux-arm64": ["linux-arm64"],
  "darwin-arm64": ["mac-arm64-metal"],
  "darwin-x64": ["mac-x64"],
  "win32-x64": ["win-x64", "win-x64-vulkan"],
  "win32-arm64": ["win-arm64"],
};

export interface Target {
  /** vsce's name. */
  readonly name: string;
  /** Packages below @node-llama-cpp. */
  readonly llama: readonly string[];
  /** Folder of onnxruntime-node with this platform's binaries. */
  readonly onnx: string;
}

/** The machine that this runs on: binaries are staged from its own node_modules. @throws {Error} for one without binaries */
export function thisTarget(): Target {
  const name = `${process.platform}-${process.arch}`;
  const llama = llamaBinaries[name];
  if (!llama)
    throw new Error(
      `There are no binaries for ${name}. Package on one of ${Object.keys(llamaBinaries).join(", ")}.`,
    );
  return { name, llama, onnx: `bin/napi-v6/${process.platform}/${process.arch}` };
}
