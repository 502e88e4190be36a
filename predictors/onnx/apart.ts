import { Worker } from "node:worker_threads";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { abortError } from "../../src/platform/errors.ts";
import { goOn } from "./stoppable.ts";

/** A value of a graph, as it goes from thread to thread. */
export type Value = Pick<Tensor, "type" | "data" | "dims">;
export type Values = Readonly<Record<string, Value>>;

/** A session in a thread of its own: a run blocks that one, and the process goes on hearing what is wanted of it. */
export interface ApartSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  /**
   * One run after the other. A stoppable graph (see `stoppable`) is left within one of its convolutions, where Node lets
   * memory of two threads into the runtime: the editor's does, Node 20 ends the run first.
   * @throws AbortError
   */
  run(inputs: Values, signal: AbortSignal): Promise<Values>;
  /** Ends its run, and gives its memory back. */
  release(): Promise<void>;
}

/** @throws {Error} what the runtime says of the file */
export async function openApart(
  path: string,
  settings: InferenceSession.SessionOptions,
): Promise<ApartSession> {
  const going = new BigInt64Array(
    new SharedArrayBuffer(goOn.values.length * BigInt64Array.BYTES_PER_ELEMENT),
  );
  const about: About = { from: import.meta.url, path, settings, going, goOn };
  const worker = new Worker(`(${serve.toString()})(require)`, { eval: true, workerData: about });
  let ask = answerOf(worker);
  const { inputNames, outputNames } = (await ask) as Names;
  async function run(inputs: Values, signal: AbortSignal): Promise<Values> {
    // whoever was left before this: its thread is still at it
    await ask.catch(() => {});
    if (signal.aborted) throw abortError();
    going.set(goOn.values);
    const stop = (): void => void going.fill(1n);
    signal.addEventListener("abort", stop, { once: true });
    ask = answerOf(worker);
    worker.postMessage(inputs);
    const [answer] = await Promise.allSettled([ask]);
    signal.removeEventListener("abort", stop);
    if (signal.aborted) throw abortError();
    if (answer.status === "rejected") throw answer.reason;
    return answer.value as Values;
  }
  return {
    inputNames,
    outputNames,
    run,
    async release() {
      going.fill(1n);
      // a thread that is ended within a run takes the process with it
      await ask.catch(() => {});
      await worker.terminate();
    },
  };
}

interface Names {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
}

interface About {
  /** Where the runtime is looked for. */
  readonly from: string;
  readonly path: string;
  readonly settings: InferenceSession.SessionOptions;
  readonly going: BigInt64Array;
  readonly goOn: typeof goOn;
}

/** What the thread says next. */
function answerOf(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      worker.off("message", hear);
      worker.off("error", fail);
      worker.off("exit", end);
    };
    const hear = ({ error, ...said }: { error?: string; said?: unknown }): void => {
      leave();
      if (error === undefined) resolve(said.said);
      else reject(new Error(error));
    };
    const fail = (error: Error): void => {
      leave();
      reject(error);
    };
    const end = (): void => fail(new Error("The thread of the model has ended."));
    worker.on("message", hear);
    worker.on("error", fail);
    worker.on("exit", end);
  });
}

/** All that the thread does. It is handed over as text, so it uses nothing of this file. `load`: the thread's `require`. */
function serve(load: NodeJS.Require): void {
  const { parentPort, workerData } = load(
    "node:worker_threads",
  ) as typeof import("node:worker_threads");
  const { createRequire } = load("node:module") as typeof import("node:module");
  const { from, path, settings, going, goOn } = workerData as About;
  const { InferenceSession, Tensor } = createRequire(from)(
    "onnxruntime-node",
  ) as typeof import("onnxruntime-node");
  const say = (said: object, transfer: ArrayBuffer[] = []): void =>
    parentPort?.postMessage(said, transfer);
  const fail = (error: unknown): void =>
    say({ error: error instanceof Error ? error.message : String(error) });
  let whether = going;
  const open = async (): Promise<void> => {
    const session = await InferenceSession.create(path, settings);
    const { outputNames } = session;
    const inputNames = session.inputNames.filter((name) => name !== goOn.name);
    const stops = inputNames.length < session.inputNames.length;
    const toTensor = ({ type, data, dims }: Value) => new Tensor(type as "float32", data as Float32Array, dims); // prettier-ignore
    const run = (inputs: Values) =>
      session.run({
        ...Object.fromEntries(
          Object.entries(inputs).map(([name, value]) => [name, toTensor(value)]),
        ),
        ...(stops && { [goOn.name]: new Tensor("int64", whether, [whether.length]) }),
      });
    const answer = async (inputs: Values): Promise<void> => {
      const results = await run(inputs).catch((error: unknown) => {
        // Node 20 does not give the runtime memory that is shared: it then has a copy, which nobody changes
        if (!stops || whether !== going || !/invalid argument/i.test(String(error))) throw error;
        whether = BigInt64Array.from(goOn.values);
        return run(inputs);
      });
      const said = Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => [name, { type, data, dims }]),
      );
      const buffers = Object.values(said).map(({ data }) => (data as Float32Array).buffer);
      say({ said }, buffers as ArrayBuffer[]);
    };
    parentPort?.on("message", (inputs: Values) => void answer(inputs).catch(fail));
    say({ said: { inputNames, outputNames } });
  };
  open().catch(fail);
}
