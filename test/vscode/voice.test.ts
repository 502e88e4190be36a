import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { InstallState, Models } from "../../src/models/models.ts";
import { isAbort } from "../../src/platform/errors.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { ReaderVoice } from "../../src/speech/reader/sound.ts";
import type { ModelRow } from "../../src/vscode/models/state.ts";
import { currentVoice, pickVoice } from "../../src/vscode/reading/voice.ts";
import { usualManner } from "../../src/speech/utterance.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const model = (name: string, memory: number): Manifest => ({
  tag: `@test/${name}`,
  kind: "speech",
  engine: "test",
  title: name,
  description: "",
  licence: { id: "MIT" },
  languages: ["en"],
  files: [],
  memory,
  options: { voices: [`${name}_a`, `${name}_b`] },
});

function modelsWith(...here: string[]): Models {
  const known = [model("kokoro", 850), model("piper", 420)];
  const state = async ({ title }: Manifest): Promise<InstallState> => ({
    kind: here.includes(title) ? "installed" : "absent",
    bytes: 1e6,
  });
  return {
    list: async () => [...known, { ...model("chat", 1), kind: "chat" }],
    find: async (tag: string) => known.find((one) => one.tag === tag),
    state,
  } as unknown as Models;
}

function open(models: Models, best?: string) {
  const samples: ReaderVoice[] = [];
  const prepared: string[] = [];
  const done = pickVoice({
    models,
    recommend: async () => {
      const manifest = best && (await models.find(best));
      return manifest ? ({ manifest } as ModelRow) : undefined;
    },
    prepare: ({ tag }) => void prepared.push(tag),
    sample: async (voice) => void samples.push(voice),
    failed: (error) => {
      throw error;
    },
  });
  return { done, samples, prepared };
}

test("the settings' voice is read with; a missing model is offered, and declining it is silent", async () => {
  assert.deepEqual(await currentVoice(modelsWith("kokoro", "piper")), {
    tag: "@test/piper",
    voice: "piper_a",
    title: "A",
    languages: ["en"],
    speed: 1,
    manner: usualManner,
  });
  fake.editor.answers.push(() => undefined);
  await assert.rejects(currentVoice(modelsWith()), isAbort);
  assert.equal(fake.editor.asked.length, 1);
});

test("a model that takes long to begin has its texts begin with few words", async () => {
  const slow: Manifest = { ...model("slow", 1), options: { voices: ["a"], opening: 30 } };
  const models = {
    list: async () => [slow],
    find: async () => slow,
    state: async () => ({ kind: "installed", bytes: 1 }),
  } as unknown as Models;
  assert.deepEqual((await currentVoice(models)).manner, { ...usualManner, opening: 30 });
});

test("voices stand under their model, and the one in use is active", async () => {
  const { done } = open(modelsWith("piper"));
  await turn();
  const [pick] = fake.editor.picks;
  assert.deepEqual(
    pick?.items.map(({ label, description }) => [label, description]),
    [
      ["kokoro · MIT", undefined],
      ["A", "English · not downloaded yet"],
      ["B", "English · not downloaded yet"],
      ["piper · MIT", undefined],
      ["A", "English"],
      ["B", "English"],
    ],
  );
  assert.equal(pick?.activeItems[0], pick?.items[4]);
  pick?.hide();
  await done;
});

test("a sample is played without a choice being made", async () => {
  const { done, samples } = open(modelsWith("piper"));
  await turn();
  const [pick] = fake.editor.picks;
  pick?.press(5, "Hear a Sample");
  assert.equal(samples[0]?.voice, "piper_b");
  pick?.hide();
  await done;
  assert.equal(fake.editor.settings.size, 0);
});

test("a choice goes into the settings without ever naming a voice that its model lacks", async () => {
  fake.editor.settings.set("hearth.speech.model", "@test/kokoro");
  fake.editor.settings.set("hearth.speech.voice", "kokoro_b");
  const models = modelsWith("kokoro", "piper");
  const steps: Promise<ReaderVoice>[] = [];
  const listening = fake.events.configuration.event(() => void steps.push(currentVoice(models)));
  const { done, prepared } = open(models);
  await turn();
  fake.editor.picks[0]?.moveTo(5);
  fake.editor.picks[0]?.accept();
  await done;
  listening.dispose();
  const voices = (await Promise.all(steps)).map(({ voice }) => voice);
  assert.equal(voices.at(-1), "piper_b");
  assert.equal(voices.length, 3);
  assert.deepEqual(prepared, ["@test/piper"]);
});

test("a voice tells its language, whether it is a woman's or a man's, and its maker's grade", async () => {
  const voices = [{ id: "bf_emma", grade: "B-", language: "en-GB", sex: "female" }, "plain"];
  const own: Manifest = { ...model("own", 1), licence: { id: "unclear" }, options: { voices } };
  const models = {
    list: async () => [own],
    find: async () => own,
    state: async () => ({ kind: "installed", bytes: 1 }),
  } as unknown as Models;
  const { done } = open(models);
  await turn();
  assert.deepEqual(
    fake.editor.picks.at(-1)?.items.map(({ label, description }) => [label, description]),
    [
      ["own · licence unclear", undefined],
      ["Emma", "British English, female · grade B-"],
      ["Plain", "English"],
    ],
  );
  fake.editor.picks.at(-1)?.hide();
  await done;
});

test("the model to take on this machine stands first, and its first voice says why", async () => {
  const { done } = open(modelsWith("kokoro", "piper"), "@test/piper");
  await turn();
  const [heading, first, second] = fake.editor.picks.at(-1)?.items ?? [];
  assert.match(heading?.label ?? "", /^piper/);
  assert.equal(first?.label, "$(star-full) A");
  assert.match(first?.detail ?? "", /^The most natural voice/);
  assert.deepEqual([second?.label, second?.detail], ["B", undefined]);
  fake.editor.picks.at(-1)?.hide();
  await done;
});
