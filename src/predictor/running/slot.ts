import { abortError, isAbort } from "../../platform/errors.ts";
import type { ChatLength } from "../chatTypes.ts";
import type { Failure } from "./failures.ts";
import { toCallFailure, toCrash, toUnloaded } from "./failures.ts";
import type { Manifest } from "../manifest.ts";
import type { Loaded, PredictorState } from "../predictors.ts";
import type { Running } from "./process.ts";
import { SharedWork } from "./shared.ts";
import { Turns } from "./turns.ts";

/**
 * A prediction that has not ended this long after it was aborted has blocked its process, which is then ended, ms. Not
 * every voice can leave the sentence that it makes, and to load one anew takes longer than to wait for that.
 */
const hardCancelTime = ({ kind }: Manifest): number => (kind === "speech" ? 8000 : 2000);

export interface Started {
  readonly manifest: Manifest;
  readonly running: Running;
}

interface SlotOptions {
  /** Finds the model and starts its process; reports how far it is. */
  start(signal: AbortSignal, onProgress: (fraction: number) => void): Promise<Started>;
  /** Milliseconds without work after which it is unloaded; 0: never. Read whenever work ends. */
  idleTime(): number;
  onState(state: PredictorState): void;
  onCrash(failure: Failure): void;
}

/** The place of one predictor: at most one process, started on demand, one prediction at a time. */
export class Slot {
  readonly #options: SlotOptions;
  readonly #turns = new Turns();
  #state: PredictorState = { kind: "absent" };
  #started: Started | undefined;
  #starting: SharedWork<Started> | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  /** Processes that were ended from here: their end is no crash. */
  readonly #ended = new WeakSet<Running>();
  /** Bytes that its process has or will have. */
  memory = 0;
  /** Milliseconds, monotonic. */
  lastUsed = 0;

  constructor(options: SlotOptions) {
    this.#options = options;
  }

  get state(): PredictorState {
    return this.#state;
  }

  /** Of what is loaded. */
  get manifest(): Manifest | undefined {
    return this.#started?.manifest;
  }

  /** Loaded, and nobody waits for it. */
  get idle(): boolean {
    return this.#started !== undefined && !this.#turns.taken;
  }

  async load(signal?: AbortSignal): Promise<Started> {
    if (signal?.aborted) throw abortError();
    if (this.#started) return this.#started;
    if (!this.#starting || this.#starting.abandoned) this.#starting = this.#start();
    return this.#starting.join(signal);
  }

  #start(): SharedWork<Started> {
    this.#setState({ kind: "loading", fraction: 0 });
    const starting: SharedWork<Started> = new SharedWork(async (signal) => {
      const current = (): boolean => this.#starting === starting && !signal.aborted;
      try {
        const started = await this.#options.start(signal, (fraction) => {
          if (current()) this.#setState({ kind: "loading", fraction });
        });
        if (signal.aborted) started.running.kill();
        if (!current()) throw abortError();
        this.#accept(started);
        return started;
      } catch (error) {
        if (this.#starting === starting) {
          this.memory = 0;
          this.#setState(
            isAbort(error) || signal.aborted
              ? { kind: "absent" }
              : { kind: "failed", reason: error instanceof Error ? error.message : String(error) },
          );
        }
        throw error;
      } finally {
        if (this.#starting === starting) this.#starting = undefined;
      }
    });
    return starting;
  }

  #accept(started: Started): void {
    this.#started = started;
    void this.#watch(started);
    this.#rest();
  }

  async #watch(started: Started): Promise<void> {
    await started.running.exited;
    if (this.#started !== started) return;
    this.#started = undefined;
    const crash = toCrash(started.manifest, started.running.remains());
    this.#options.onCrash(crash);
    this.#forget({ kind: "failed", reason: crash.error.message });
  }

  /** Does not wait for its turn: it disturbs no prediction. Aborting leaves the model loading: the count is wanted again at the next key. */
  async measure(
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<ChatLength | undefined> {
    const { running } = await this.load();
    const length = await running.measure(values, signal);
    // whoever writes a question is about to ask it
    this.#rest();
    return length;
  }

  async *run(
    values: Record<string, unknown>,
    signal: AbortSignal = new AbortController().signal,
  ): AsyncGenerator<readonly unknown[]> {
    const endTurn = await this.#turns.take(signal);
    let started: Started | undefined;
    try {
      started = await this.load(signal);
      this.#work(started);
      yield* this.#predict(started, values, signal);
    } finally {
      // the caller does not wait for this: it has what it wanted, or wants no more
      void this.#finish(started, endTurn);
    }
  }

  async #finish(started: Started | undefined, endTurn: () => void): Promise<void> {
    await this.#settle(started);
    endTurn();
    this.#rest();
  }

  async *#predict(
    { manifest, running }: Started,
    values: Record<string, unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<readonly unknown[]> {
    try {
      yield* running.predict(values, signal);
    } catch (error) {
      if (isAbort(error) && signal.aborted) throw error;
      const remains = running.remains();
      if (!remains.exit) throw toCallFailure(manifest, error);
      if (this.#ended.has(running)) throw toUnloaded(manifest);
      throw toCrash(manifest, remains).error;
    }
  }

  /** Waits until the process is free again. One that does not hear is ended. */
  async #settle(started: Started | undefined): Promise<void> {
    if (!started || this.#started !== started) return;
    const timer = setTimeout(() => {
      if (this.#started === started) this.kill();
    }, hardCancelTime(started.manifest));
    await started.running.settled();
    clearTimeout(timer);
  }

  /** Ends the process. Open calls fail. */
  async unload(): Promise<void> {
    this.#starting?.abandon();
    const started = this.#started;
    const { idle } = this;
    this.#forget({ kind: "absent" });
    if (!started) return;
    if (idle) await started.running.stop();
    else started.running.kill();
    await started.running.exited;
  }

  /** Tells the process, if there is one; the next one is told when it starts. */
  setOffline(on: boolean): void {
    void this.#started?.running.setOffline(on);
  }

  /** Ends the process at once. */
  kill(): void {
    this.#starting?.abandon();
    const started = this.#started;
    this.#forget({ kind: "absent" });
    started?.running.kill();
  }

  #work({ running }: Started): void {
    clearTimeout(this.#idleTimer);
    this.#setState({ kind: "busy", ...about(running) });
  }

  /** Work has ended: ready for more, and unloaded if none comes. */
  #rest(): void {
    if (!this.#started) return;
    this.lastUsed = performance.now();
    if (this.#turns.taken && this.#state.kind === "busy") return;
    this.#setState({ kind: "ready", ...about(this.#started.running) });
    clearTimeout(this.#idleTimer);
    const wait = this.#options.idleTime();
    if (wait <= 0) return;
    this.#idleTimer = setTimeout(() => {
      if (this.idle) void this.unload();
    }, wait);
    this.#idleTimer.unref();
  }

  #forget(state: PredictorState): void {
    clearTimeout(this.#idleTimer);
    if (this.#started) this.#ended.add(this.#started.running);
    this.#started = undefined;
    this.memory = 0;
    this.#setState(state);
  }

  #setState(state: PredictorState): void {
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return;
    this.#state = state;
    this.#options.onState(state);
  }
}

function about({
  loaded: { device, note, pid },
}: Running): Pick<Loaded, "device" | "note" | "pid"> {
  return { device, ...(note !== undefined && { note }), pid };
}
