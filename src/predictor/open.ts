import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import type { Disposable } from "../platform/disposable.ts";
import { Emitter, type Event } from "../platform/event.ts";
import type { Log } from "../platform/log.ts";
import type { Network, Outgoing } from "../platform/network.ts";
import type { ChatLength } from "./chatTypes.ts";
import type { Kind } from "./contract/define.ts";
import { openGpuCrashes, type GpuCrashes } from "./running/gpuCrashes.ts";
import { failed, type Failure, toStartFailure } from "./running/failures.ts";
import { Health } from "./running/health.ts";
import type { Manifest } from "./manifest.ts";
import { type Here, notFound, notHere, otherKind } from "./missing.ts";
import type { Loaded, Predictors, PredictorState } from "./predictors.ts";
import { StartFailure, startPredictor } from "./running/process.ts";
import type { LoadRequest } from "./running/protocol.ts";
import { findRoom } from "./running/room.ts";
import { Slot, type Started } from "./running/slot.ts";

/** What is read of the known models: a part of `Models`. */
export interface ModelSource {
  list(): Promise<readonly Manifest[]>;
  find(tag: string): Promise<Manifest | undefined>;
  state(manifest: Manifest): Promise<Here>;
  /** The same after every file was read anew. */
  recheck(manifest: Manifest, signal?: AbortSignal): Promise<Here>;
  folder(manifest: Manifest): string;
  cacheFolder(manifest: Manifest): string;
  module(manifest: Manifest): string | undefined;
  readonly onChange: Event<{ readonly tag: string }>;
}

/** Read whenever one of them is needed. */
export interface PredictorSettings {
  /** Left out or 0: all cores but one. */
  readonly threads?: number;
  readonly device: "auto" | "cpu";
  /** Minutes without work after which a predictor is unloaded; 0: never. */
  readonly idleMinutes: number;
  /** Bytes that all predictors may have together; 0: no limit. */
  readonly memoryBudget: number;
}

export interface PredictorOptions {
  /** Path of dist/predictor.mjs. */
  readonly process: string;
  readonly models: ModelSource;
  readonly log: Log;
  readonly settings: () => PredictorSettings;
  /** Left out: forgotten with this object. */
  readonly gpuCrashes?: GpuCrashes;
  /** Left out: predictors may use it, and nobody hears of it. */
  readonly network?: Network;
}

/** Every predictor by its tag, each in a process of its own that is started on first use. */
export function openPredictors(options: PredictorOptions): Predictors {
  return new OpenPredictors(options);
}

class OpenPredictors implements Predictors {
  readonly #options: PredictorOptions;
  readonly #gpuCrashes: GpuCrashes;
  readonly #slots = new Map<string, { readonly slot: Slot; readonly health: Health }>();
  readonly #states = new Emitter<{ readonly tag: string; readonly state: PredictorState }>();
  readonly #watch: readonly (Disposable | undefined)[];
  readonly onState = this.#states.event;
  #disposed = false;

  constructor(options: PredictorOptions) {
    this.#options = options;
    const { models, network } = options;
    this.#gpuCrashes = options.gpuCrashes ?? openGpuCrashes();
    this.#watch = [
      models.onChange(({ tag }) => {
        const found = this.#slots.get(tag);
        found?.health.reset();
        // its files are gone, or other ones
        void found?.slot.unload();
      }),
      // what runs on the processor for that reason starts anew with the next question
      this.#gpuCrashes.onForget(() => {
        for (const { slot } of this.#slots.values()) if (slot.idle) void slot.unload();
      }),
      network?.onChange(() => {
        for (const { slot } of this.#slots.values()) slot.setOffline(network.offline());
      }),
    ];
  }

  async expect(kind: Kind, tag: string): Promise<void> {
    const { models } = this.#options;
    // what runs need not be looked up: this is asked with every call
    const found = this.#slots.get(tag)?.slot.manifest ?? (await models.find(tag));
    if (!found) throw await notFound(tag, models, kind);
    if (found.kind !== kind) throw await otherKind(found, models, kind);
  }

  async load(tag: string, signal?: AbortSignal): Promise<Loaded> {
    return (await this.#open(tag).slot.load(signal)).running.loaded;
  }

  async *run(
    tag: string,
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly unknown[]> {
    yield* this.#open(tag).slot.run(values, signal);
  }

  async measure(
    tag: string,
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<ChatLength | undefined> {
    return this.#open(tag).slot.measure(values, signal);
  }

  async unload(tag: string): Promise<void> {
    await this.#slots.get(tag)?.slot.unload();
  }

  states(): ReadonlyMap<string, PredictorState> {
    return new Map([...this.#slots].map(([tag, { slot }]) => [tag, slot.state]));
  }

  dispose(): void {
    this.#disposed = true;
    for (const watch of this.#watch) watch?.dispose();
    // who is idle may write down what it knows; should this process end first, its child sees to itself
    for (const { slot } of this.#slots.values())
      if (slot.idle) void slot.unload();
      else slot.kill();
  }

  #open(tag: string): { readonly slot: Slot; readonly health: Health } {
    if (this.#disposed) throw failed(tag, "Hearth is shutting down. Start it again to go on.");
    const known = this.#slots.get(tag);
    if (known) return known;
    const health = new Health();
    const slot = new Slot({
      start: (signal, onProgress) => this.#start({ tag, slot, health, onProgress }, signal),
      idleTime: () => this.#options.settings().idleMinutes * 60_000,
      onState: (state) => this.#states.fire({ tag, state }),
      onCrash: (failure) => this.#noteCrash(failure, tag),
    });
    const opened = { slot, health };
    this.#slots.set(tag, opened);
    return opened;
  }

  async #start({ tag, slot, health, onProgress }: Starting, signal: AbortSignal): Promise<Started> {
    const { log, process, network } = this.#options;
    const manifest = await this.#find(tag);
    await pause(health.pause(performance.now()), undefined, { signal });
    await this.#makeRoom(slot, manifest);
    const request = this.#request(manifest);
    log.info(`${tag}: starting (${request.threads} threads, device ${request.device})`);
    try {
      const why = `${manifest.title}, by its own code`;
      const onOutgoing = (outgoing: Outgoing): void => network?.note({ ...outgoing, why });
      const running = await startPredictor(
        { process, request, log, onProgress, onOutgoing },
        signal,
      );
      health.started();
      log.info(`${tag}: ready on ${running.loaded.device} (process ${running.loaded.pid})`);
      return { manifest, running: this.#gpuCrashes.avoids(tag) ? sayWhy(running) : running };
    } catch (error) {
      if (signal.aborted || !(error instanceof StartFailure)) throw error;
      const failure = toStartFailure(manifest, error);
      health.diedWhileStarting(performance.now());
      this.#noteCrash(failure, tag);
      if (failure.file) await this.#checkFiles(manifest, signal);
      throw failure.error;
    }
  }

  #noteCrash({ error, gpu }: Failure, tag: string): void {
    if (gpu) this.#gpuCrashes.add(tag);
    this.#options.log.error(error.message);
  }

  /** @throws {PredictorError} model_not_found, model_not_installed */
  async #find(tag: string): Promise<Manifest> {
    const { models } = this.#options;
    const manifest = await models.find(tag);
    if (!manifest) {
      // whoever asks for ever new names must not fill the memory
      this.#slots.delete(tag);
      throw await notFound(tag, models);
    }
    const here = await models.state(manifest);
    if (here.kind === "installed") return manifest;
    throw notHere(manifest, here);
  }

  /** The engine could not read a file that was right when it was fetched. @throws {PredictorError} model_not_installed */
  async #checkFiles(manifest: Manifest, signal: AbortSignal): Promise<void> {
    const here = await this.#options.models.recheck(manifest, signal);
    if (here.kind !== "installed") throw notHere(manifest, here);
  }

  #request(manifest: Manifest): LoadRequest {
    const { models, settings, network } = this.#options;
    const { threads, device, memoryBudget } = settings();
    const module = models.module(manifest);
    return {
      manifest,
      folder: models.folder(manifest),
      cacheFolder: models.cacheFolder(manifest),
      ...(module !== undefined && { module }),
      offline: network?.offline() ?? false,
      device: this.#gpuCrashes.avoids(manifest.tag) ? "cpu" : device,
      ...(memoryBudget > 0 && { memory: memoryBudget }),
      threads: threads || Math.max(1, availableParallelism() - 1),
      mostThreads: threads || availableParallelism(),
    };
  }

  /** Reserves the memory that it needs; unloads idle predictors for that. @throws {PredictorError} predictor_failed */
  async #makeRoom(slot: Slot, manifest: Manifest): Promise<void> {
    const { tag, title } = manifest;
    const budget = this.#options.settings().memoryBudget;
    const need = memoryOf(manifest, budget);
    const tenants = [...this.#slots].flatMap(
      ([
        other,
        {
          slot: { memory, idle, lastUsed },
        },
      ]) => (other !== tag && memory > 0 ? [{ tag: other, memory, idle, lastUsed }] : []),
    );
    const room = findRoom(need, { budget, tenants });
    const wish = `${title} needs about ${megabytes(need)} of memory, but Hearth may use ${megabytes(budget)}`;
    const raise = 'or raise "hearth.predictors.memoryGb"';
    if (room.kind === "tooLarge") throw failed(tag, `${wish}. Choose a smaller model, ${raise}.`);
    if (room.kind === "busy")
      throw failed(tag, `${wish}, and ${room.tags.join(", ")} is at work. Wait for it, ${raise}.`);
    // before the first await: others that start now must see it
    slot.memory = need;
    await Promise.all(room.unload.map((other) => this.unload(other)));
  }
}

interface Starting {
  readonly tag: string;
  readonly slot: Slot;
  readonly health: Health;
  onProgress(fraction: number): void;
}

/**
 * As measured; for a model that nobody measured, its files and a quarter more. A chat model that would take more than
 * there is makes do with what there is, as long as its weights fit: it keeps less of conversations.
 */
function memoryOf({ memory, files, engine }: Manifest, budget: number): number {
  const least = files.reduce((sum, { bytes, about = 0 }) => sum + (bytes || about), 0) * 1.25;
  const usual = memory || least;
  const shrinks = engine === "llama" && budget > 0;
  return shrinks && usual > budget && least <= budget ? budget : usual;
}

function sayWhy(running: Started["running"]): Started["running"] {
  const note =
    "the graphics driver failed twice under it, so the GPU stays off (Hearth: Try the GPU Again)";
  return { ...running, loaded: { ...running.loaded, note } };
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString("en")} MB`;
