import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { runCommand, type World } from "../../src/cli/program.ts";
import type { Hearth } from "../../src/cli/hearth.ts";
import { Emitter } from "../../src/platform/event.ts";
import { silent } from "../../src/platform/log.ts";
import type { LedgerEntry } from "../../src/models/ledger.ts";
import type { Fit } from "../../src/models/forecast/fit.ts";
import type { Forecast } from "../../src/models/forecast/forecast.ts";
import type { InstallEvent, InstallState, Models } from "../../src/models/models.ts";
import { defaultSettings, type ModelSettings } from "../../src/models/settings.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Search } from "../../src/search/search.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { echo, embedder, speaker } from "../predictor/samples.ts";

export interface Setting {
  /** What is piped in; undefined: a person sits at the terminal. */
  readonly stdin?: string;
  readonly predictors?: Readonly<Record<string, Predictor>>;
  /** In place of those of the predictors that are there. */
  readonly states?: Readonly<Record<string, InstallState>>;
  readonly models?: Partial<Models>;
  readonly modelsFolder?: string;
  readonly search?: Partial<Search>;
  readonly offline?: boolean;
  readonly requests?: readonly LedgerEntry[];
  readonly settings?: Partial<ModelSettings>;
  /** Of every model; left out: it fits. */
  readonly forecast?: Forecast;
  readonly stdoutIsTTY?: boolean;
  /** What every write to stdout fails with. */
  readonly stdoutFails?: Error;
  readonly signal?: AbortSignal;
  /** Hears what is written to stdout, as it is written. */
  readonly onOutput?: (output: string) => void;
}

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the command left behind. */
  readonly disposed: boolean;
}

const standard = { "@test/echo": echo, "@test/embedder": embedder, "@test/speaker": speaker };

/** Runs one command line in this process, with fakes behind it. */
export async function hearth(args: readonly string[], setting: Setting = {}): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  if (setting.stdoutFails) stdout._write = (_bytes, _encoding, done) => done(setting.stdoutFails);
  stdout.on("data", (bytes: Buffer) => setting.onOutput?.(bytes.toString()));
  const stdin = Readable.from(setting.stdin === undefined ? [] : [Buffer.from(setting.stdin)]);
  let disposed = false;
  const world: World = {
    terminal: {
      stdin: Object.assign(stdin, { isTTY: setting.stdin === undefined }),
      stdout: Object.assign(stdout, { isTTY: setting.stdoutIsTTY ?? false }),
      stderr,
    },
    version: "1.2.3",
    open: () => ({ ...fakeHearth(setting), dispose: () => void (disposed = true) }),
  };
  const [out, err] = [text(stdout).catch(() => ""), text(stderr)];
  const signal = setting.signal ?? new AbortController().signal;
  const code = await runCommand(args, world, signal);
  stdout.end();
  stderr.end();
  return { code, out: await out, err: await err, disposed };
}

function fakeHearth(setting: Setting): Hearth {
  const predictors = fakePredictors(setting.predictors ?? standard);
  return {
    models: fakeModels(setting),
    fit: fakeFit(setting.forecast),
    modelsFolder: setting.modelsFolder ?? "/models",
    predictors,
    ledger: { note() {}, entries: async () => setting.requests ?? [], clear: async () => {} },
    web: { onRequest() {}, patience: 1_000, offline: () => false },
    settings: () => ({ ...defaultSettings({}), ...setting.settings }),
    calls: openCalls(predictors),
    log: silent,
    offline: setting.offline ?? false,
    remotes: { file: "/home/remotes.json", all: [], problems: [] },
    openSearch: () => ({ ...nothingFound, ...setting.search }),
    dispose() {},
  };
}

const fakeFit = (forecast: Forecast = fits): Fit => ({
  rough: () => forecast,
  of: async () => forecast,
  async look() {},
});
const fits: Forecast = {
  ...{ verdict: "fits", memory: 1.1e9, context: 8192, largestContext: 16_384, speed: 24 },
  machine: { total: 16e9, budget: 8e9 },
};

/** One model for each predictor, all of them on this machine. */
function fakeModels({ predictors = standard, states = {}, models }: Setting): Models {
  const manifests = Object.entries(predictors).map(([tag, { kind }]) => toManifest(tag, kind));
  return {
    list: async () => manifests,
    find: async (tag) => manifests.find((manifest) => manifest.tag === tag),
    state: async ({ tag }) => states[tag] ?? { kind: "installed", bytes: 12_345_678 },
    recheck: async ({ tag }) => states[tag] ?? { kind: "installed", bytes: 12_345_678 },
    identity: (tag) => tag,
    async *install() {},
    async remove() {},
    async add() {},
    isAdded: () => false,
    folder: ({ tag }) => `/models/${tag}`,
    cacheFolder: ({ tag }) => `/models/${tag}/.cache`,
    module: () => undefined,
    stop: async () => {},
    onChange: new Emitter<{ tag: string }>().event,
    onInstall: new Emitter<InstallEvent>().event,
    ...models,
  };
}

const toManifest = (tag: string, kind: Manifest["kind"]): Manifest => ({
  tag,
  kind,
  engine: "fake",
  rank: 50,
  title: `Title of ${tag}`,
  description: "A fake.",
  licence: { id: "MIT" },
  languages: ["en"],
  files: [],
  memory: 1,
  options: { voices: ["ada", "grace"] },
});

const nothingFound: Search = {
  async *find() {
    yield { hits: [], by: "meaning" };
  },
  contents: async () => ({ languages: [], folders: [] }),
  async findShared() {
    return { hits: [], by: "meaning" };
  },
  async *share() {
    yield { done: 0, files: 0, removed: 0 };
  },
  async open() {},
  async settled() {},
  changed() {},
  presence() {},
  pause() {},
  resume() {},
  goOn() {},
  async rebuild() {},
  async clear() {},
  explain: async () => ({ kind: "waiting" }),
  state: () => ({ kind: "ready", files: 0, words: 0, meaning: 0, share: 1, bytes: 0, revision: 0 }),
  onState: () => ({ dispose() {} }),
  dispose() {},
};
