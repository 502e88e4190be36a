import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Fit } from "../../src/models/forecast/fit.ts";
import type { Forecast } from "../../src/models/forecast/forecast.ts";
import type { InstallEvent, InstallState, Models } from "../../src/models/models.ts";
import { abortError, UserError } from "../../src/platform/errors.ts";
import { Emitter } from "../../src/platform/event.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Predictors, PredictorState } from "../../src/predictor/predictors.ts";
import { openModelActions } from "../../src/vscode/models/actions.ts";
import { offerDownload } from "../../src/vscode/models/download.ts";
import { manageModels } from "../../src/vscode/models/pick.ts";
import { sizeOf } from "../../src/models/size.ts";
import { openModelsState } from "../../src/vscode/models/state.ts";
import { licenceText, sizeText } from "../../src/vscode/models/text.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const manifest: Manifest = {
  tag: "@test/joe",
  kind: "speech",
  engine: "piper",
  title: "Joe",
  description: "A clear voice.",
  licence: { id: "unclear", note: "Decide for yourself." },
  languages: ["en-US"],
  files: [],
  memory: 420e6,
  options: {},
};

const other: Manifest = { ...manifest, tag: "@test/ann", title: "Ann" };

const machine = { total: 16e9, budget: 8e9 };
const forecast: Forecast = { verdict: "fits", memory: 1e9, machine, context: 8192 };

/** One model of 64 MB, and after it another that is never here; `fail` is what its download ends with. */
function fakeModels(fail?: Error, begin: InstallState = { kind: "absent", bytes: 64e6 }) {
  let state = begin;
  let installs = 0;
  const looked: string[] = [];
  const changed = new Emitter<{ tag: string }>();
  const models = {
    list: async () => [manifest, other],
    find: async (tag: string) => [manifest, other].find((one) => one.tag === tag),
    state: async ({ tag }: Manifest) =>
      tag === manifest.tag ? state : { kind: "absent" as const, bytes: 100e6 },
    async *install() {
      installs++;
      yield { done: 16e6, bytes: 64e6, doing: "joe.onnx from a package" };
      if (fail) throw fail;
      yield { done: 64e6, bytes: 64e6, doing: "checking" };
      state = { kind: "installed", bytes: 64e6 };
      changed.fire({ tag: manifest.tag });
    },
    remove: async () => {
      state = { kind: "absent", bytes: 64e6 };
      changed.fire({ tag: manifest.tag });
    },
    isAdded: () => false,
    onChange: changed.event,
    onInstall: new Emitter<InstallEvent>().event,
  } as unknown as Models;
  const predictors = {
    states: () => new Map(),
    onState: new Emitter<{ tag: string; state: PredictorState }>().event,
  } as unknown as Predictors;
  const fit: Fit = { rough: () => forecast, of: async () => forecast, look: async () => {} };
  const rows = openModelsState({ models, predictors, fit });
  const list = (): Promise<void> =>
    manageModels({
      ...{ state: rows, actions: openModelActions({ models, predictors, fit }) },
      lookAtHub: (typed) => void looked.push(typed),
      failed: unexpected,
    });
  return { list, looked, models, installs: () => installs, state: () => state.kind };
}

function unexpected(error: unknown): never {
  throw error;
}

const yes = ([first]: readonly string[]): string | undefined => first;
const no = (): undefined => undefined;

test("nothing is fetched before the person has agreed, knowing size and licence", async () => {
  const { models, installs } = fakeModels();
  fake.editor.answers.push(no);
  assert.equal(await offerDownload(models, "@test/joe"), false);
  assert.equal(installs(), 0);
  const [asked] = fake.editor.asked;
  assert.match(asked?.message ?? "", /Joe is not on this machine/);
  for (const part of [/A clear voice/, /unclear. Decide/, /American English/, /420 MB/])
    assert.match(asked?.detail ?? "", part);
});

test("a model whose file was changed since it was fetched is called damaged, not missing", async () => {
  const damaged = ["joe.onnx"];
  const { models } = fakeModels(undefined, { kind: "partial", done: 1, bytes: 64e6, damaged });
  fake.editor.answers.push((buttons) => {
    assert.deepEqual(buttons, ["Download Again"]);
    return buttons[0];
  });
  assert.equal(await offerDownload(models, "@test/joe"), true);
  const [asked] = fake.editor.asked;
  assert.equal(asked?.message, "Joe is damaged.");
  assert.match(
    asked?.detail ?? "",
    /^joe\.onnx is no longer what was downloaded.*nothing else is lost/,
  );
});

test("an agreed download shows how far it is and answers true; the next time nobody is asked", async () => {
  const { models } = fakeModels();
  fake.editor.answers.push((buttons) => {
    assert.deepEqual(buttons, ["Download 64 MB"]);
    return buttons[0];
  });
  assert.equal(await offerDownload(models, "@test/joe"), true);
  assert.deepEqual(fake.editor.progress, [
    { increment: 25, message: "joe.onnx from a package" },
    { increment: 75, message: "checking" },
  ]);
  assert.equal(await offerDownload(models, "@test/joe"), true);
  assert.equal(fake.editor.asked.length, 1);
});

test("a cancelled download is no failure, a failed one is", async () => {
  fake.editor.answers.push(yes, yes);
  assert.equal(await offerDownload(fakeModels(abortError()).models, "@test/joe"), false);
  const { models } = fakeModels(new UserError("The disk is full."));
  await assert.rejects(offerDownload(models, "@test/joe"), /disk is full/);
});

test("an unknown model leads to the list of models", async () => {
  await assert.rejects(offerDownload(fakeModels().models, "@x/y"), /@x\/y.*Manage Models/);
});

test("the list shows state, licence and use, and its buttons download and delete", async () => {
  const { list, state } = fakeModels();
  const done = list();
  await turn();
  const [pick] = fake.editor.picks;
  assert.ok(pick);
  assert.deepEqual(
    pick.items.map(({ label }) => label),
    ["Read aloud", "$(circle-outline) Joe", "$(circle-outline) Ann"],
  );
  assert.equal(pick.items[1]?.description, "64 MB · licence unclear");
  fake.editor.answers.push(yes);
  pick.press(1, "Download");
  await turn();
  assert.equal(state(), "installed");
  await turn();
  assert.equal(pick.items[1]?.description, "ready · 64 MB · licence unclear");
  fake.editor.answers.push(yes);
  pick.press(1, "Delete");
  await turn();
  assert.equal(state(), "absent");
  pick.hide();
  await done;
});

test("what is typed finds models by any of their words, and leads on to the hub", async () => {
  const { list, looked } = fakeModels();
  const done = list();
  await turn();
  const [pick] = fake.editor.picks;
  assert.ok(pick);
  const shown = (typed: string): readonly string[] => {
    pick.type(typed);
    return pick.items.map(({ label }) => label);
  };
  const hub = (typed: string): string => `$(globe) Look for “${typed}” at the Hub`;
  const joe = ["Read aloud", "$(circle-outline) Joe"];
  const both = [...joe, "$(circle-outline) Ann"];
  assert.deepEqual(shown("english voice"), [...both, hub("english voice")]);
  assert.deepEqual(shown("clear JO"), [...joe, hub("clear JO")]);
  assert.deepEqual(shown("outline"), [hub("outline")]);
  assert.deepEqual(shown(" "), both);
  shown("qwen");
  pick.accept();
  assert.deepEqual([looked, pick.shown], [["qwen"], false]);
  await done;
});

test("the list stays where it is when a model comes or goes", async () => {
  const { list } = fakeModels();
  const done = list();
  await turn();
  const [pick] = fake.editor.picks;
  assert.ok(pick);
  assert.equal(pick.activeItems[0], pick.items[1]);
  pick.moveTo(2);
  fake.editor.answers.push(yes);
  pick.press(1, "Download");
  await turn();
  await turn();
  assert.equal(pick.activeItems[0], pick.items[2]);
  pick.hide();
  await done;
});

test("Enter takes a model for its job and marks it", async () => {
  const { list } = fakeModels();
  const done = list();
  await turn();
  const [pick] = fake.editor.picks;
  assert.ok(pick);
  fake.editor.answers.push(yes);
  pick.moveTo(1);
  pick.accept();
  await turn();
  await turn();
  assert.equal(fake.editor.settings.get("hearth.speech.model"), "@test/joe");
  assert.equal(pick.items[1]?.label, "$(check) Joe");
  pick.hide();
  await done;
});

test("sizes are told in the unit that fits", () => {
  assert.deepEqual([500, 64e6, 1.25e9].map(sizeOf), ["1 kB", "64 MB", "1.3 GB"]);
});

test("a size that the hub has not told yet is called an estimate", () => {
  assert.equal(sizeText({ kind: "absent", bytes: 1.117e9, about: true }), "about 1.1 GB");
  assert.equal(sizeText({ kind: "absent", bytes: 64e6 }), "64 MB");
});

test("licences say when they are unclear, and when commercial use is not allowed", () => {
  const text = (licence: Manifest["licence"]): string => licenceText({ ...manifest, licence });
  assert.equal(text({ id: "unclear", note: "Why." }), "licence unclear");
  assert.equal(text({ id: "LicenseRef-Gemma", note: "Terms." }), "Gemma");
  assert.equal(
    text({ id: "CC-BY-NC-4.0", nonCommercial: true }),
    "CC-BY-NC-4.0 (not for commercial use)",
  );
});
