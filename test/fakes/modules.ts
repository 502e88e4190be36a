/** Sources of predictors that bring their own module: they import nothing. */

const chatPredictor = (load: string, predict: string): string => `
const chunk = (delta, finish_reason = null) => [{
  object: "chat.completion.chunk", id: "1", created: 1, model: "own",
  choices: [{ index: 0, delta, finish_reason }],
}];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let predictions = 0;
export const predictor = {
  tag: "@test/own", kind: "chat", description: "A predictor of a test.",
  signature: {
    inputs: [{ name: "messages", dtype: "list", schema: { type: "array" } }],
    outputs: [{ name: "chunk", dtype: "dict", schema: { title: "ChatCompletionChunk" } }],
  },
  async load(context) { ${load} },
  async *predict({ messages }, state, { signal }) {
    const said = messages.at(-1).content;
    predictions++;
    ${predict}
  },
  async dispose(state) { await state?.onDispose?.(); },
};
`;

/** Says each word of the last message. "die <code>", "throw", "block", "wait" and "abort" do as they say. */
export const ownChat = chatPredictor(
  `context.progress(0.5); context.runsOn("test bench", "it is a test");`,
  `
  const [order, argument] = said.split(" ");
  if (order === "die") { console.error(argument ?? ""); process.exit(3); }
  if (order === "throw") throw new Error("the cable is loose");
  if (order === "block") { yield chunk({ content: "blocked" }); await sleep(20); for (;;); }
  if (order === "wait") { yield chunk({ content: "waiting" }); while (!signal.aborted) await sleep(5); return; }
  for (const word of said.split(" ")) yield chunk({ content: word + " " });
  yield chunk({}, "stop");
  `,
);

/** Needs this long to load, in ms; then says how often it has been asked. */
export const slowToLoad = (ms: number): string =>
  chatPredictor(
    `for (let part = 0; part < 10; part++) {
       context.progress(part / 10);
       await sleep(${ms / 10});
       if (context.signal.aborted) throw new Error("aborted");
     }`,
    `yield chunk({ content: String(predictions) }, "stop");`,
  );

/** Writes these lines to stderr while it loads, then dies; on the processor it does not. */
export const diesLoading = (lines: string, { onGpuOnly = false } = {}): string =>
  chatPredictor(
    `if (${!onGpuOnly} || context.device !== "cpu") {
       await new Promise((done) => process.stderr.write(${JSON.stringify(lines)} + "\\n", done));
       process.exit(1);
     }`,
    `yield chunk({ content: "alive" }, "stop");`,
  );

/** Is killed by its graphics driver without a word, while it loads or in its first answer; on the processor it lives. */
export const brokenByDriver = (when: "load" | "answer"): string =>
  chatPredictor(
    `const onCard = context.device !== "cpu";
     context.runsOn(onCard ? "Vulkan (Test)" : "CPU");
     await sleep(50);
     if (onCard && ${when === "load"}) process.kill(process.pid, "SIGSEGV");
     return onCard;`,
    `if (state) { process.kill(process.pid, "SIGSEGV"); await sleep(10_000); }
     yield chunk({ content: "alive" }, "stop");`,
  );

/** Is ended by the system while it loads, as where memory runs out. */
export const killedLoading = chatPredictor(
  `process.kill(process.pid, "SIGKILL"); await sleep(10_000);`,
  ``,
);

/** Writes a file when it is let go of. */
export const tellsWhenDisposed = (path: string): string =>
  chatPredictor(
    `const { writeFile } = await import("node:fs/promises");
     return { onDispose: () => writeFile(${JSON.stringify(path)}, "bye") };`,
    `yield chunk({ content: "hi" }, "stop");`,
  );

/** Runs an ONNX file once for each question: its thread is blocked until that is done. `root` holds node_modules. */
export const runsOnnx = (file: string, { root, width }: { root: string; width: number }): string =>
  chatPredictor(
    `const { createRequire } = await import("node:module");
     const { InferenceSession, Tensor } = createRequire(${JSON.stringify(root)} + "/")("onnxruntime-node");
     const session = await InferenceSession.create(${JSON.stringify(file)}, { intraOpNumThreads: 1 });
     return { session, Tensor };`,
    `const rows = Number(said);
     const x = new state.Tensor("float32", new Float32Array(rows * ${width}).fill(1), [rows, ${width}]);
     const { y } = await state.session.run({ x });
     yield chunk({ content: String(y.dims) }, "stop");`,
  );
