import { connect, serve } from "../../src/platform/channel.ts";
import { Emitter } from "../../src/platform/event.ts";
import type { LoadContext, Predictor } from "../../src/predictor/contract/define.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import type { Predictors, PredictorState } from "../../src/predictor/predictors.ts";
import type { PredictorService } from "../../src/predictor/running/protocol.ts";
import { portPair } from "./ports.ts";

/** `Predictors` in this process: same channel, same cloning of messages, no fork. Tags that are not given are not found. */
export function fakePredictors(byTag: Readonly<Record<string, Predictor>>): Predictors {
  const onState = new Emitter<{ tag: string; state: PredictorState }>();
  const states = new Map<string, PredictorState>();
  const running = new Map<string, Promise<Running>>();
  const enter = (tag: string, state: PredictorState): void => {
    states.set(tag, state);
    onState.fire({ tag, state });
  };
  const start = (tag: string): Promise<Running> => {
    const known = running.get(tag) ?? begin(find(byTag, tag));
    running.set(tag, known);
    return known;
  };
  return {
    // which kind it is, its signature tells
    expect: async (_, tag) => void find(byTag, tag),
    async load(tag) {
      const { predictor } = await start(tag);
      enter(tag, { kind: "ready", device: "CPU", pid: 1 });
      // a signature crosses a process boundary, so it is a copy
      const signature = JSON.parse(
        JSON.stringify(predictor.signature),
      ) as typeof predictor.signature;
      return { signature, device: "CPU", pid: 1 };
    },
    async *run(tag, values, signal) {
      const { client } = await start(tag);
      yield* client.predict({ values }, signal);
    },
    async measure(tag, values) {
      const { predictor } = await start(tag);
      return predictor.measure?.(values, undefined);
    },
    async unload(tag) {
      running.delete(tag);
      enter(tag, { kind: "absent" });
    },
    states: () => states,
    onState: onState.event,
    dispose: () => running.clear(),
  };
}

interface Running {
  readonly predictor: Predictor;
  readonly client: ReturnType<typeof connect<PredictorService>>;
}

async function begin(predictor: Predictor): Promise<Running> {
  const state = await predictor.load(loadContext);
  const { a, b } = portPair();
  const service: Pick<PredictorService, "predict"> = {
    predict: ({ values }, signal) => predictor.predict(values, state, { signal }),
  };
  serve(service, b);
  return { predictor, client: connect<PredictorService>(a) };
}

function find(byTag: Readonly<Record<string, Predictor>>, tag: string): Predictor {
  const predictor = Object.hasOwn(byTag, tag) ? byTag[tag] : undefined;
  if (predictor) return predictor;
  throw new PredictorError({
    code: "model_not_found",
    tag,
    param: "model",
    message: `There is no ${tag}.`,
  });
}

/** A context for `load` that has neither files nor a clock. */
export const loadContext: LoadContext = {
  signal: new AbortController().signal,
  resource: (name) => `/nowhere/${name}`,
  cacheFolder: "/nowhere/cache",
  device: "cpu",
  threads: 1,
  progress() {},
  runsOn() {},
  log() {},
};
