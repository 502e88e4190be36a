import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import type { Forecast } from "../../src/models/forecast/forecast.ts";
import type { Fit } from "../../src/models/forecast/fit.ts";
import type { InstallEvent, InstallState, Models } from "../../src/models/models.ts";
import type { Disposable } from "../../src/platform/disposable.ts";
import { Emitter } from "../../src/platform/event.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Predictors, PredictorState } from "../../src/predictor/predictors.ts";
import { removeModel } from "../../src/vscode/models/actions.ts";
import { showModel } from "../../src/vscode/models/details.ts";
import { openModelsState, type ModelRow, type ModelsState } from "../../src/vscode/models/state.ts";
import { showModelsTree } from "../../src/vscode/models/tree.ts";
import { marksOf, type Node } from "../../src/vscode/models/treeItem.ts";
import { doubtOf, graphicsText } from "../../src/vscode/models/pace.ts";
import { forecastText, progressText, stateText } from "../../src/vscode/models/text.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

// also after a failure: an open view looks at the memory of what runs again and again
const shown: Disposable[] = [];
afterEach(() => shown.splice(0).forEach((one) => one.dispose()));
const show = (state: ModelsState): void => void shown.push(showModelsTree(state));

const manifest = (tag: string, kind: Manifest["kind"] = "chat"): Manifest => ({
  ...{ tag, kind, engine: "llama", title: tag.slice(6), description: "For tests." },
  ...{ licence: { id: "MIT" }, languages: ["en"], files: [], memory: 0, options: {} },
});
const small = manifest("@test/small");
const large = manifest("@test/large");
const voice = manifest("@test/voice", "speech");

const machine = { total: 16e9, budget: 8e9 };
const forecast: Forecast = { verdict: "fits", memory: 1e9, machine, context: 8192 };
let speeds = new Map<string, number>();
const fit: Fit = {
  rough: ({ tag }, bytes) => {
    const speed = speeds.get(tag);
    const verdict = bytes > 1e10 ? "tooLarge" : "fits";
    return { ...forecast, verdict, ...(speed && { speed }) };
  },
  of: async () => forecast,
  look: async () => {},
};

function world() {
  const states = new Map<string, InstallState>([
    [small.tag, { kind: "installed", bytes: 100e6 }],
    [large.tag, { kind: "absent", bytes: 20e9, about: true }],
    [voice.tag, { kind: "absent", bytes: 60e6 }],
  ]);
  const running = new Map<string, PredictorState>();
  const installing = new Emitter<InstallEvent>();
  const added = new Set<string>();
  const removed: string[] = [];
  const models = {
    list: async () => [large, small, voice],
    find: async (tag: string) => [large, small, voice].find((one) => one.tag === tag),
    state: async ({ tag }: Manifest) => states.get(tag),
    isAdded: (tag: string) => added.has(tag),
    remove: async ({ tag }: Manifest) => void removed.push(tag),
    onChange: new Emitter<{ tag: string }>().event,
    onInstall: installing.event,
  } as unknown as Models;
  const predictors = {
    states: () => running,
    onState: new Emitter<{ tag: string; state: PredictorState }>().event,
  } as unknown as Predictors;
  const state = openModelsState({ models, predictors, fit });
  return { models, state, states, running, installing, added, removed };
}

interface Item {
  readonly label: string;
  readonly description?: string;
  readonly contextValue?: string;
}

/** The tree as lines, indented by depth. */
async function drawn(): Promise<string[]> {
  const tree = fake.editor.trees.get("hearth.models");
  assert.ok(tree);
  const lines: string[] = [];
  const draw = async (node: unknown, depth: number): Promise<void> => {
    const children = tree.source.getChildren(node) as unknown as Promise<Node[]>;
    for (const child of await children) {
      const { label, description } = tree.source.getTreeItem(child) as Item;
      lines.push(`${"  ".repeat(depth)}${label}${description ? `: ${description}` : ""}`);
      await draw(child, depth + 1);
    }
  };
  await draw(undefined, 0);
  return lines;
}

test("models stand under their jobs, those that are here first, with size, licence and doubt", async () => {
  const { state } = world();
  show(state);
  assert.deepEqual(await drawn(), [
    "Chat",
    "  small: ready · 100 MB · MIT",
    "  Available: 1",
    "    large: too large here · about 20.0 GB · MIT",
    "Search by meaning",
    "Read aloud",
    "  Available: 1",
    "    voice: 60 MB · MIT",
  ]);
  assert.equal(fake.editor.trees.get("hearth.models")?.description, "100 MB on disk");
});

test("the best of those that are quick enough here stands first, once the machine was measured", async () => {
  const { state, models, states } = world();
  const [best, slow] = [
    { ...manifest("@test/best"), rank: 40 },
    { ...manifest("@test/slow"), rank: 80 },
  ];
  models.list = async () => [small, slow, best, large];
  for (const { tag } of [best, slow]) states.set(tag, { kind: "absent", bytes: 1e9 });
  speeds = new Map([
    [best.tag, 12],
    [slow.tag, 3],
  ]);
  show(state);
  assert.deepEqual((await drawn()).slice(0, 5), [
    "Chat",
    "  best: recommended · 1.0 GB · MIT",
    "  small: ready · 100 MB · MIT",
    "  Available: 2",
    "    slow: slow here · 1.0 GB · MIT",
  ]);
  speeds.clear();
  assert.equal((await drawn())[1], "  small: ready · 100 MB · MIT");
});

test("with nothing here the view says what to do first", async () => {
  const { state, states } = world();
  states.set(small.tag, { kind: "absent", bytes: 100e6 });
  show(state);
  await drawn();
  assert.match(fake.editor.trees.get("hearth.models")?.message ?? "", /No model is here yet/);
});

test("offline, the view says that nothing is fetched, and where models can come from", async () => {
  const { state } = world();
  fake.editor.settings.set("hearth.offline", true);
  show(state);
  await drawn();
  assert.match(fake.editor.trees.get("hearth.models")?.message ?? "", /nothing is fetched.*Import Models/); // prettier-ignore
});

test("what another window did meanwhile is seen when one comes back to this one", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const { state } = world();
  show(state);
  const source = fake.editor.trees.get("hearth.models")?.source as unknown as {
    onDidChangeTreeData(listener: () => void): void;
  };
  let drawnAgain = 0;
  source.onDidChangeTreeData(() => drawnAgain++);
  fake.events.windowState.fire({ focused: false });
  t.mock.timers.tick(1_000);
  assert.equal(drawnAgain, 0);
  fake.events.windowState.fire({ focused: true });
  t.mock.timers.tick(1_000);
  assert.equal(drawnAgain, 1);
});

test("a remote model is called remote, with its host in the place of a size and a licence", async () => {
  const { state, models, states } = world();
  const remote = { ...manifest("@team/chat"), host: "llm.example.com" };
  models.list = async () => [small, remote];
  states.set(remote.tag, { kind: "installed", bytes: 0 });
  show(state);
  assert.ok(
    (await drawn()).includes("  chat: remote: llm.example.com"),
    (await drawn()).join("\n"),
  );
});

test("a download is seen while it runs, and its failure stays with its reason", async () => {
  const { state, installing } = world();
  show(state);
  const progress = { done: 43e6, bytes: 100e6, doing: "x", rate: 12e6 };
  installing.fire({ tag: voice.tag, kind: "progress", progress });
  assert.ok((await drawn()).includes("  voice: downloading 43 %, 12 MB/s, 5 s left · 60 MB · MIT"));
  installing.fire({ tag: voice.tag, kind: "ended", reason: "The disk is full." });
  assert.ok((await drawn()).includes("  voice: failed · 60 MB · MIT"));
});
test("a model whose file was changed since it was fetched is damaged, and can be downloaded again", async () => {
  const { state, states } = world();
  states.set(voice.tag, { kind: "partial", done: 60e6, bytes: 60e6, damaged: ["v.onnx"] });
  show(state);
  assert.ok((await drawn()).includes("  voice: damaged · 60 MB · MIT"));
  assert.ok(marksOf((await state.row(voice.tag))!).includes("partial"));
});

test("each state offers what can be done in it, and nothing else", async () => {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { menus: Record<string, { command: string; when: string; group: string }[]> };
  };
  const inline = (contributes.menus["view/item/context"] ?? []).filter(
    ({ when, group }) => when.includes("view == hearth.models") && group.startsWith("inline"),
  );
  const offered = (row: Partial<ModelRow>): string[] => {
    const found = { manifest: small, ...row } as ModelRow;
    const marks = marksOf({ ...found, isDefault: row.isDefault ?? false }).join(" ");
    return inline
      .filter(({ when }) => new RegExp(/=~ \/(.*)\/$/.exec(when)?.[1] ?? "").test(marks))
      .map(({ command }) => command.slice(7));
  };
  const run: PredictorState = { kind: "absent" };
  const ready: PredictorState = { kind: "ready", device: "CPU", pid: 1 };
  const install: InstallState = { kind: "installed", bytes: 1 };
  const progress = { done: 1, bytes: 2, doing: "" };
  const absent: InstallState = { kind: "absent", bytes: 1 };
  assert.deepEqual(offered({ install: absent, run }), ["downloadModel", "useModel"]);
  assert.deepEqual(offered({ install: absent, run, progress }), ["cancelDownload"]);
  assert.deepEqual(offered({ install, run }), ["loadModel", "useModel", "deleteModel"]);
  assert.deepEqual(offered({ install, run: ready }), ["unloadModel", "useModel", "deleteModel"]);
  assert.deepEqual(offered({ install, run, isDefault: true }), ["loadModel", "deleteModel"]);
  const remote = { ...small, host: "llm.example.com" };
  assert.deepEqual(offered({ manifest: remote, install, run: ready }), ["useModel"]);
});

test("deleting an added model that is in use brings its job back to the model that Hearth starts with", async () => {
  const { models, added, removed } = world();
  fake.editor.settings.set("hearth.chat.model", small.tag);
  added.add(small.tag);
  fake.editor.answers.push(() => undefined);
  await removeModel(models, small);
  assert.deepEqual(removed, []);
  fake.editor.answers.push(([yes]) => yes);
  await removeModel(models, small);
  assert.deepEqual(removed, [small.tag]);
  assert.equal(fake.editor.settings.get("hearth.chat.model"), undefined);
});

test("states, forecasts and progress are told in words", () => {
  const install = { kind: "installed", bytes: 1e6 } as const;
  const row = { manifest: small, install, run: { kind: "absent" } } as unknown as ModelRow;
  const running = { kind: "busy", device: "CPU", pid: 1 } as const;
  assert.equal(stateText({ ...row, run: running, memory: 412e6 }), "running, 412 MB");
  assert.equal(stateText({ ...row, run: { kind: "failed", reason: "It died." } }), "failed: It died."); // prettier-ignore
  assert.equal(
    forecastText({ ...forecast, memory: 1.1e9, speed: 24.3, largestContext: 16_384 }),
    "Fits: 1.1 GB of 16.0 GB, about 24 tokens a second, quicker than you read; conversations up to 16k tokens.",
  );
  assert.match(
    forecastText({ ...forecast, verdict: "tight" }),
    /raise hearth\.predictors\.memoryGb/,
  );
  assert.match(forecastText({ ...forecast, verdict: "tooLarge", memory: 2e10 }), /Does not fit.*20\.0 GB/); // prettier-ignore
  assert.equal(progressText({ done: 1e9, bytes: 5e9, doing: "", rate: 1e6 }), "20 %, 1 MB/s, 1 h 7 min left"); // prettier-ignore
});

test("what the graphics card takes over is told in words, and that there is none", () => {
  const graphics = { backend: "CUDA", names: ["RTX 9"], total: 12e9, free: 11e9, shared: false };
  const on = (layers: number): Forecast => ({
    ...forecast,
    speed: 3,
    machine: { ...machine, graphics },
    offload: { card: "RTX 9", free: 11e9, need: 5e9, layers, of: 29 },
  });
  assert.match(graphicsText(on(29)) ?? "", /fits whole .*RTX 9/);
  assert.match(graphicsText(on(18)) ?? "", /About 18 of its 29 layers/);
  assert.match(graphicsText(on(0)) ?? "", /no room for it/);
  assert.equal(graphicsText(forecast), undefined);
  assert.match(graphicsText({ ...forecast, machine: { ...machine, graphics: null } }) ?? "", /No graphics card/); // prettier-ignore
  assert.match(forecastText(on(29)), /about 3\.0 tokens a second by the processor alone\. It fits whole/); // prettier-ignore
  assert.deepEqual([on(29), on(0)].map(doubtOf), [undefined, "slow here"]);
});

test("the details of a model under which the graphics driver failed say so, and let it be tried again", async () => {
  const { state } = world();
  const done: string[] = [];
  const commands = { "hearth.tryGpuAgain": () => void done.push("again") };
  const shownOf = async (crashes: number) => {
    const closed = showModel(small, { state, fit, commands, gpuCrashes: { count: () => crashes } });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    const pick = fake.editor.picks.at(-1);
    assert.ok(pick);
    return { pick, closed, labels: pick.items.map(({ label }) => label) };
  };
  const well = await shownOf(0);
  assert.ok(!well.labels.some((label) => /GPU|driver/.test(label)));
  well.pick.hide();
  const ill = await shownOf(2);
  assert.ok(
    ill.labels.some((label) => label.includes("failed 2 times")),
    ill.labels.join("\n"),
  );
  ill.pick.moveTo(ill.labels.findIndex((label) => label.includes("Try the GPU Again")));
  ill.pick.accept();
  await ill.closed;
  assert.deepEqual(done, ["again"]);
});
