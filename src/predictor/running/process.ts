import { connect, serve } from "../../platform/channel.ts";
import type { Log } from "../../platform/log.ts";
import type { Outgoing, OutgoingService } from "../../platform/network.ts";
import { type Exit, startProcess } from "../../platform/process.ts";
import { last } from "../../platform/stream.ts";
import type { ChatLength } from "../chatTypes.ts";
import type { Loaded } from "../predictors.ts";
import type { LoadRequest, PredictorService } from "./protocol.ts";

/** A predictor that is loaded in a process of its own. */
export interface Running {
  readonly loaded: Loaded;
  /** Aborting rejects at once, also when the process does not hear it. */
  predict(values: Record<string, unknown>, signal: AbortSignal): AsyncIterable<readonly unknown[]>;
  /** Undefined when the predictor cannot say. */
  measure(values: Record<string, unknown>, signal?: AbortSignal): Promise<ChatLength | undefined>;
  /** Resolves when nothing is being predicted any more, or the process is gone. */
  settled(): Promise<void>;
  /** See `PredictorService.offline`; rejects never. */
  setOffline(on: boolean): Promise<unknown>;
  /** What the process has left behind so far. */
  remains(): Remains;
  readonly exited: Promise<Exit>;
  /** Lets the predictor clean up for a moment, then ends the process. */
  stop(): Promise<void>;
  /** Ends the process at once. */
  kill(): void;
}

/** What a process left behind. */
export interface Remains {
  /** The last lines of its stderr. */
  readonly lastWords: readonly string[];
  /** How it ended; undefined while it lives. */
  readonly exit: Exit | undefined;
  /** Where the model ran or was being loaded, in words; undefined before it said so. */
  readonly device: string | undefined;
}

/** A start that failed: `cause` is the error. */
export class StartFailure extends Error {
  override name = "StartFailure";
  readonly remains: Remains;

  constructor(cause: unknown, remains: Remains) {
    super("A predictor could not be started.", { cause });
    this.remains = remains;
  }
}

/**
 * Node hands native work over to one thread instead of to one of four by turns. llama.cpp starts its own threads anew for
 * every token, beside the one that calls it: where that is now on this core and now on that, new ones wait for a core
 * behind it, and two threads write slower than one.
 */
const oneWorker = { UV_THREADPOOL_SIZE: "1" };

/** Time for a predictor to clean up when it is unloaded, ms: a chat model may write down what it has read. */
const stopTime = 3000;

/** Starts a process and loads a predictor in it. @throws {StartFailure} */
export async function startPredictor(
  options: {
    /** Path of dist/predictor.mjs. */
    readonly process: string;
    readonly request: LoadRequest;
    readonly log: Log;
    onProgress(fraction: number): void;
    onOutgoing(outgoing: Outgoing): void;
  },
  signal: AbortSignal,
): Promise<Running> {
  const { request, log } = options;
  const child = startProcess(options.process, {
    env: oneWorker,
    onStderr: (line) => log.debug(`${request.manifest.tag}: ${line}`),
  });
  let exit: Exit | undefined;
  let device: string | undefined;
  // before connect(), so that the way it ended is known when the calls fail
  void child.exited.then((found) => (exit = found));
  const client = connect<PredictorService>(child.port);
  const reports: OutgoingService = {
    async *left(outgoing) {
      options.onOutgoing(outgoing);
    },
  };
  serve(reports, child.port);
  try {
    const loaded = await load();
    return {
      loaded,
      predict: (values, stop) => client.predict({ values }, stop),
      measure: async (values, stop) => (await last(client.measure({ values }, stop))) ?? undefined,
      settled: () => last(client.settle(null)).then(ignore, ignore),
      setOffline: (on) => last(client.offline({ on })).then(ignore, ignore),
      remains,
      exited: child.exited,
      async stop() {
        const late = new Promise<void>((done) => setTimeout(done, stopTime).unref());
        await Promise.race([last(client.dispose(null)).then(ignore, ignore), late]);
        child.kill();
        await child.exited;
      },
      kill: () => child.kill(),
    };
  } catch (error) {
    child.kill();
    throw new StartFailure(error, remains());
  }

  function remains(): Remains {
    return { exit, lastWords: child.stderr(), device };
  }

  async function load(): Promise<Loaded> {
    for await (const step of client.load(request, signal)) {
      if (step.kind === "progress") options.onProgress(step.fraction);
      else device = step.device;
      if (step.kind !== "ready") continue;
      const { signature, note } = step;
      return { signature, device: step.device, ...(note !== undefined && { note }), pid: child.pid ?? 0 }; // prettier-ignore
    }
    throw new Error("The predictor did not say that it is ready.");
  }
}

const ignore = (): void => {};
