import type { Connections } from "../platform/network.ts";
import { Feed } from "../platform/stream.ts";
import type { Predictor } from "../predictor/contract/define.ts";
import type { LoadRequest, LoadStep, PredictorService } from "../predictor/running/protocol.ts";
import { findGraphics, findPredictor, openContext } from "./load.ts";

/** Holds one predictor: what a predictor process serves. */
export function openHost(connections: Connections): PredictorService {
  let loaded: { readonly predictor: Predictor; readonly state: unknown } | undefined;
  const running = new Set<Promise<void>>();

  async function load(request: LoadRequest, signal: AbortSignal, steps: Feed<LoadStep>) {
    // so that a list of processes says which model takes the memory
    process.title = request.manifest.tag;
    // before its own module is read, which may be anybody's
    connections.setOffline(request.offline);
    const predictor = await findPredictor(request);
    const { context, device } = openContext(request, { signal, tell: (step) => steps.push(step) });
    const state = await predictor.load(context);
    loaded = { predictor, state };
    steps.push({ kind: "ready", signature: predictor.signature, ...device() });
  }

  return {
    async *load(request, signal) {
      const steps = new Feed<LoadStep>();
      load(request, signal, steps).then(
        () => steps.end(),
        (error: unknown) => steps.fail(error),
      );
      yield* steps;
    },

    async *predict({ values }, signal) {
      if (!loaded) throw new Error("predict came before load.");
      const { promise, resolve } = newPromise();
      running.add(promise);
      try {
        yield* loaded.predictor.predict(values, loaded.state, { signal });
      } finally {
        running.delete(promise);
        resolve();
      }
    },

    async *measure({ values }) {
      if (!loaded) throw new Error("measure came before load.");
      yield (await loaded.predictor.measure?.(values, loaded.state)) ?? null;
    },

    async *graphics() {
      yield await findGraphics();
    },

    async *offline({ on }) {
      connections.setOffline(on);
      yield null;
    },

    async *settle() {
      while (running.size) await Promise.all(running);
      yield null;
    },

    async *dispose() {
      const { predictor, state } = loaded ?? {};
      loaded = undefined;
      await predictor?.dispose(state);
      yield null;
    },
  };
}

// Promise.withResolvers is not in Node 20
function newPromise(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}
