import assert from "node:assert/strict";
import { test } from "node:test";
import { findAdvice } from "../../src/predictor/running/advice.ts";

const said: readonly (readonly [line: string, advice: RegExp])[] = [
  ["terminate called after throwing an instance of 'std::bad_alloc'", /not enough memory/],
  ["A context size of 90000 is too large for the available RAM", /not enough memory/],
  ["libm.so.6: version `GLIBC_2.38' not found (required by x.node)", /too old .* GLIBC_2\.38/],
  [
    "Error: The specified module could not be found. \\\\?\\C:\\x\\llama-addon.node",
    /Visual C\+\+/,
  ],
  [
    "libgomp.so.1: cannot open shared object file: No such file",
    /library libgomp\.so\.1 is missing/,
  ],
  ["NoBinaryFoundError: No prebuilt binary", /no engine for this system/],
  ["Cannot find package 'onnxruntime-node' imported from", /no engine for this system/],
  ["error loading model: unknown model architecture: 'qwen9'", /kind of model \(qwen9\)/],
  ["Invalid GGUF magic. Expected GGUF", /download it again/],
  [
    "tensor data is not within the file bounds, model is corrupted or incomplete",
    /download it again/,
  ],
  ["Load model failed: Protobuf parsing failed.", /download it again/],
  ["ENOENT: no such file or directory, open 'model.gguf'", /file of the model is missing/],
];

for (const [line, advice] of said)
  test(`advice for: ${line.slice(0, 60)}`, () => {
    const found = findAdvice(["loading", line, "    at somewhere"]);
    assert.match(found?.text ?? "", advice);
    assert.equal(found?.gpu, false);
  });

test("a failing graphics driver is told from a lack of memory", () => {
  const found = findAdvice(["vk::Queue::submit: ErrorDeviceLost"]);
  assert.equal(found?.gpu, true);
  assert.equal(
    findAdvice(["ggml_vulkan: Device memory allocation failed: ErrorOutOfDeviceMemory"])?.gpu,
    true,
  );
});

test("the way a process ended tells where its words do not", () => {
  assert.match(
    findAdvice([], { code: null, signal: "SIGILL" })?.text ?? "",
    /lacks an instruction/,
  );
  assert.match(
    findAdvice([], { code: null, signal: "SIGBUS" })?.text ?? "",
    /changed while it was in use/,
  );
  assert.match(findAdvice([], { code: null, signal: "SIGKILL" })?.text ?? "", /memory runs out/);
});

test("where nothing is known, nothing is made up", () => {
  assert.equal(findAdvice(["all is well"], { code: 1, signal: null }), undefined);
});
