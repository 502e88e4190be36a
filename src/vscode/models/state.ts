import type { Fit } from "../../models/forecast/fit.ts";
import type { Forecast } from "../../models/forecast/forecast.ts";
import { recommended } from "../../models/forecast/recommend.ts";
import type { InstallProgress, InstallState, Models } from "../../models/models.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { Emitter, type Event } from "../../platform/event.ts";
import { memoryOf } from "../../platform/memory.ts";
import type { Kind } from "../../predictor/contract/define.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Predictors, PredictorState } from "../../predictor/predictors.ts";
import { isDefault } from "./jobs.ts";
import { doubtOf } from "./pace.ts";

/** Everything that is known about a model at this moment. */
export interface ModelRow {
  readonly manifest: Manifest;
  readonly install: InstallState;
  /** Whether it fits, as far as that is known without asking anybody. */
  readonly forecast: Forecast;
  /** The one to take for its job on this machine. */
  readonly isRecommended: boolean;
  /** While it is being fetched in this window. */
  readonly progress?: InstallProgress;
  readonly run: PredictorState;
  /** Bytes that its process holds. */
  readonly memory?: number;
  /** Why the last download failed. */
  readonly failure?: string;
  readonly isDefault: boolean;
  readonly isAdded: boolean;
}

/** The models and how they are, as they come, go and work. */
export interface ModelsState extends Disposable {
  rows(): Promise<readonly ModelRow[]>;
  row(tag: string): Promise<ModelRow | undefined>;
  /** Once somebody looks: the machine is measured, which takes a moment, and then more can be said. Only the first call does something. Resolves when that is known. */
  look(): Promise<void>;
  /** With the tag of the model when it is only one. */
  readonly onChange: Event<{ readonly tag: string | undefined }>;
  /** After the disk was changed past the models, or more is known about the machine. */
  refresh(): void;
}

export function openModelsState({
  models,
  predictors,
  fit,
}: {
  readonly models: Models;
  readonly predictors: Predictors;
  readonly fit: Pick<Fit, "rough" | "look">;
}): ModelsState {
  const store = new DisposableStore();
  const changed = new Emitter<{ readonly tag: string | undefined }>();
  const fetching = new Map<string, InstallProgress>();
  const failures = new Map<string, string>();

  store.add(models.onChange(() => changed.fire({ tag: undefined })));
  store.add(predictors.onState(({ tag }) => changed.fire({ tag })));
  store.add(
    models.onInstall((event) => {
      failures.delete(event.tag);
      if (event.kind === "progress") fetching.set(event.tag, event.progress);
      else fetching.delete(event.tag);
      if (event.kind === "ended" && event.reason) failures.set(event.tag, event.reason);
      changed.fire({ tag: event.tag });
    }),
  );

  async function toRow(manifest: Manifest): Promise<Omit<ModelRow, "isRecommended">> {
    const { tag } = manifest;
    const run = predictors.states().get(tag) ?? { kind: "absent" };
    const memory = "pid" in run ? await memoryOf(run.pid) : undefined;
    const [progress, failure] = [fetching.get(tag), failures.get(tag)];
    const install = await models.state(manifest);
    return {
      manifest,
      install,
      forecast: fit.rough(manifest, install.bytes),
      ...(progress && { progress }),
      run,
      ...(memory !== undefined && { memory }),
      ...(failure !== undefined && { failure }),
      isDefault: isDefault(manifest),
      isAdded: models.isAdded(tag),
    };
  }

  async function rows(): Promise<readonly ModelRow[]> {
    const all = await Promise.all((await models.list()).map(toRow));
    const local = all.filter(({ manifest }) => !manifest.host);
    const best = new Set(
      recommended(local.map((row) => ({ ...row, bytes: row.install.bytes }))).map(
        ({ manifest }) => manifest.tag,
      ),
    );
    return all.map((row) => ({ ...row, isRecommended: best.has(row.manifest.tag) }));
  }

  const refresh = (): void => changed.fire({ tag: undefined });
  const leaving = new AbortController();
  store.add({ dispose: () => leaving.abort() });
  let looking: Promise<void> | undefined;

  return {
    rows,
    row: async (tag) => (await rows()).find(({ manifest }) => manifest.tag === tag),
    // what cannot be measured is told without
    look: () => (looking ??= fit.look(leaving.signal).then(refresh, () => {})),
    onChange: changed.event,
    refresh,
    dispose: () => store.dispose(),
  };
}

/** The model to take for a job on this machine; undefined where none fits. */
export type Recommend = (kind: Kind) => Promise<ModelRow | undefined>;

export const recommendFrom =
  (state: Pick<ModelsState, "rows" | "look">): Recommend =>
  async (kind) => {
    // which one is quick enough to chat with, a look at the machine tells: it takes two seconds the first time
    if (kind === "chat") await state.look();
    return (await state.rows()).find((row) => row.isRecommended && row.manifest.kind === kind);
  };

/** Sorts the one to take to the front, then what is here, then what runs well here. */
export function orderOf({ forecast, install, isRecommended }: ModelRow): number {
  if (isRecommended) return 0;
  if (install.kind === "installed") return 1;
  return doubtOf(forecast) === undefined ? 2 : 3;
}
