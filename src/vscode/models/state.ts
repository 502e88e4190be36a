import type { InstallProgress, InstallState, Models } from "../../models/models.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { Emitter, type Event } from "../../platform/event.ts";
import { memoryOf } from "../../platform/memory.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Predictors, PredictorState } from "../../predictor/predictors.ts";
import { isDefault } from "./jobs.ts";

/** Everything that is known about a model at this moment. */
export interface ModelRow {
  readonly manifest: Manifest;
  readonly install: InstallState;
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
  /** With the tag of the model when it is only one. */
  readonly onChange: Event<{ readonly tag: string | undefined }>;
  /** After the disk was changed past the models. */
  refresh(): void;
}

export function openModelsState({
  models,
  predictors,
}: {
  readonly models: Models;
  readonly predictors: Predictors;
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

  async function toRow(manifest: Manifest): Promise<ModelRow> {
    const { tag } = manifest;
    const run = predictors.states().get(tag) ?? { kind: "absent" };
    const memory = "pid" in run ? await memoryOf(run.pid) : undefined;
    const [progress, failure] = [fetching.get(tag), failures.get(tag)];
    return {
      manifest,
      install: await models.state(manifest),
      ...(progress && { progress }),
      run,
      ...(memory !== undefined && { memory }),
      ...(failure !== undefined && { failure }),
      isDefault: isDefault(manifest),
      isAdded: models.isAdded(tag),
    };
  }

  return {
    rows: async () => Promise.all((await models.list()).map(toRow)),
    row: async (tag) => {
      const manifest = await models.find(tag);
      return manifest && toRow(manifest);
    },
    onChange: changed.event,
    refresh: () => changed.fire({ tag: undefined }),
    dispose: () => store.dispose(),
  };
}
