import type { Exit } from "../../platform/process.ts";

/** What is known about why a predictor's process failed. */
export interface Advice {
  /** One or two sentences: the cause, and what to do. */
  readonly text: string;
  /** The graphics driver is to blame, so the processor may do better. */
  readonly gpu: boolean;
  /** A file of the model is to blame: it should be read anew. */
  readonly file: boolean;
}

type Cause = readonly [sign: RegExp, text: string | ((found: RegExpMatchArray) => string)];

/** What is to be done where memory is short. */
const sparing =
  'Close other programs, or choose a smaller model. A chat model also makes do with less where "hearth.predictors.memoryGb" says so: it then keeps less of conversations.';

const gpu: Cause = [
  /ErrorDeviceLost|DeviceLost|ErrorOutOfDeviceMemory|OutOfDeviceMemory|vk::|ggml_vulkan: .*(?:fail|error)|CUDA error|cudaError|ggml_metal.*(?:fail|error)|MTLCommandBuffer/i,
  'The graphics driver failed. Update it, or switch the GPU off with "hearth.predictors.gpu".',
];

const files: readonly Cause[] = [
  [
    /Invalid GGUF magic|invalid magic|not within the file bounds|Protobuf parsing failed|INVALID_PROTOBUF|corrupted or incomplete|Failed to load model|invalid safetensors|cannot be read: .* is damaged or cut short/i,
    "The model's file is damaged or not a model. Remove the model and download it again.",
  ],
  [
    /ENOENT|no such file/i,
    "A file of the model is missing. Remove the model and download it again.",
  ],
];

/** The first that fits wins: what is sure stands before what is likely. */
const causes: readonly Cause[] = [
  [
    /version [`'"]?(GLIBC(?:XX)?_[\d.]+)[`'"]? not found/,
    ([, version]) =>
      `This Linux is too old for the engine: it lacks ${version}. Ubuntu 22.04, Debian 12 and RHEL 9 have it.`,
  ],
  [
    /VCRUNTIME|MSVCP|The specified module could not be found|error 126|lower version DLL/i,
    "The Microsoft Visual C++ runtime is missing or too old. Install the current “Visual C++ Redistributable” from Microsoft and try again.",
  ],
  [
    /(\S+\.so[.\d]*): cannot open shared object file/,
    ([, library]) => `The system library ${library} is missing. Install the package that has it.`,
  ],
  [
    /NoBinaryFound|no prebuilt binar|onnxruntime_binding\.node|Cannot find (?:module|package) '(?:@?node-llama-cpp|onnxruntime)/i,
    `Hearth has no engine for this system (${process.platform}, ${process.arch}). Install the build of Hearth for this system, or use a remote endpoint.`,
  ],
  [
    /unknown (?:model )?architecture:? *'?([\w.-]*)/i,
    ([, name]) =>
      `The engine does not know this kind of model${name ? ` (${name})` : ""}. Choose another model.`,
  ],
  ...files,
  [
    /out of memory|bad_alloc|cannot allocate|failed to allocate|unable to allocate|ENOMEM|too large for the available|InsufficientMemory/i,
    `There is not enough memory. ${sparing}`,
  ],
  [
    /illegal instruction|SIGILL/i,
    "The processor lacks an instruction that the engine needs. Use the build of Hearth for this processor, or a remote endpoint.",
  ],
];

/** What `lines` (the process's last words, and the error that came back) and the way it ended tell. Undefined: nothing known. */
export function findAdvice(lines: readonly string[], exit?: Exit): Advice | undefined {
  const text = [...lines, exit?.signal ?? ""].join("\n");
  for (const cause of [gpu, ...causes]) {
    const [sign, say] = cause;
    const found = text.match(sign);
    if (!found) continue;
    const words = typeof say === "string" ? say : say(found);
    return { text: words, gpu: cause === gpu, file: files.includes(cause) };
  }
  // what the system sends a process whose file became shorter than it was when it was opened
  if (exit?.signal === "SIGBUS")
    return {
      text: "A file of the model could not be read any more: it was changed while it was in use, or the disk failed.",
      ...{ gpu: false, file: true },
    };
  if (exit?.signal === "SIGKILL")
    return {
      text: `The system ended it, as it does when memory runs out. If this happens again: ${sparing}`,
      ...{ gpu: false, file: false },
    };
  return undefined;
}

/** A graphics card, in the words of `LoadContext.runsOn`. */
const card = /CUDA|Vulkan|Metal|GPU/;

/** What ends a process whose native code went wrong, by signal or, on Windows, by exit code: access violation, stack overrun. */
const broken = ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE"];
const brokenOnWindows = [0xc0000005, 0xc0000409];

/**
 * A process that computed on a graphics card and broke without a word: most drivers fail so. Where the driver is not to
 * blame, the processor does it all the same.
 */
export function adviceForCard(device?: string, exit?: Exit): Advice | undefined {
  if (!exit || !card.test(device ?? "")) return undefined;
  const { signal, code } = exit;
  if (!broken.includes(signal ?? "") && !brokenOnWindows.includes((code ?? 0) >>> 0))
    return undefined;
  const text = `It ran on ${device}, whose driver may be at fault. Update it, or switch the GPU off with "hearth.predictors.gpu".`;
  return { text, gpu: true, file: false };
}

/** "SIGKILL" or "exit code 3". */
export const toWords = ({ code, signal }: Exit): string => signal ?? `exit code ${code}`;
