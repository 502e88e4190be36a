import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { chatModel, encoderModel, offeredBy } from "../../src/models/adding/addModel.ts";
import { checkManifest } from "../../src/models/checkManifest.ts";
import {
  quantisationOf,
  toGgufChoices,
  toLicence,
  toTag,
} from "../../src/models/adding/fromHub.ts";
import { fromLocal } from "../../src/models/adding/fromLocal.ts";
import { openHub, toRepoName, type Hub } from "../../src/models/sources/hubApi.ts";
import type { Web } from "../../src/models/sources/web.ts";
import { collect } from "../../src/platform/stream.ts";
import type { FileServer } from "../fakes/fileServer.ts";
import { commit, serveRepo, serveSearch } from "../fakes/hub.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { noise, openEach, type Room, sha256 } from "./room.ts";

let server: FileServer;
let room: Room;
let web: Web;
let hub: Hub;
const { signal } = new AbortController();

openEach((opened) => {
  ({ server, room } = opened);
  room.settings = { ...room.settings, hub: server.url };
  web = { onRequest: () => {}, patience: 1_000, offline: () => room.settings.offline };
  hub = openHub(() => room.settings, web);
});

const bert = { model_type: "bert", hidden_size: 384, num_attention_heads: 12, max_position_embeddings: 512, layer_norm_eps: 1e-12 }; // prettier-ignore

test("a GGUF repository offers its quantisations, smallest first, and proposes one", async () => {
  const files = {
    "Some-Model-Q8_0.gguf": noise(8_000, 1),
    "Some-Model-Q4_K_M.gguf": noise(4_000, 2),
    "Some-Model-Q2_K.gguf": noise(2_000, 3),
    "mmproj-F16.gguf": noise(2_000, 4),
    "README.md": "hello",
  };
  serveRepo(server, { id: "owner/Some-Model-GGUF", licence: "apache-2.0", files });
  const repo = await hub.repo("owner/Some-Model-GGUF", signal);
  const offered = offeredBy(repo);
  assert.equal(offered.kind, "chat");
  const choices = offered.kind === "chat" ? offered.choices : [];
  assert.deepEqual(
    choices.map(({ quantisation, bytes, recommended }) => [quantisation, bytes, recommended]),
    [
      ["Q2_K", 2_000, false],
      ["Q4_K_M", 4_000, true],
      ["Q8_0", 8_000, false],
    ],
  );
});

test("the chosen one is added with its digest and its commit, is listed in every window, and downloads", async () => {
  const content = tinyGguf();
  serveRepo(server, { id: "owner/Tiny-GGUF", licence: "mit", files: { "t-Q4_0.gguf": content } });
  const repo = await hub.repo("owner/Tiny-GGUF", signal);
  const [choice] = toGgufChoices(repo);
  assert.ok(choice);
  const manifest = chatModel(repo, choice);
  assert.deepEqual(checkManifest(manifest), []);
  assert.deepEqual(manifest.files, [
    {
      ...{ name: "model.gguf", bytes: content.length, sha256: sha256(content) },
      about: content.length,
      sources: [`hf:owner/Tiny-GGUF@${commit}/t-Q4_0.gguf`],
    },
  ]);
  await room.models.add(manifest);
  const other = room.again();
  const found = await other.find(manifest.tag);
  assert.deepEqual(found, manifest);
  await collect(other.install(manifest));
  assert.equal((await room.models.state(manifest)).kind, "installed");
  await room.models.remove(manifest);
  assert.equal(await other.find(manifest.tag), undefined, "what was added leaves the list again");
});

test("a model in several pieces is one choice", async () => {
  const files = {
    "Q4_K_M/big-Q4_K_M-00001-of-00002.gguf": noise(4_000, 1),
    "Q4_K_M/big-Q4_K_M-00002-of-00002.gguf": noise(3_000, 2),
  };
  serveRepo(server, { id: "owner/Big-GGUF", files });
  const repo = await hub.repo("owner/Big-GGUF", signal);
  const [choice, ...rest] = toGgufChoices(repo);
  assert.ok(choice);
  assert.deepEqual([choice.bytes, choice.quantisation, rest.length], [7_000, "Q4_K_M", 0]);
  assert.deepEqual(
    chatModel(repo, choice).files.map(({ name }) => name),
    ["big-Q4_K_M-00001-of-00002.gguf", "big-Q4_K_M-00002-of-00002.gguf"],
  );
});

test("a sentence encoder of the BERT family is added with what its configuration says", async () => {
  const files = {
    "model.safetensors": noise(5_000),
    "tokenizer.json": "{}",
    "config.json": JSON.stringify(bert),
    "1_Pooling/config.json": JSON.stringify({ pooling_mode_cls_token: true }),
  };
  serveRepo(server, { id: "BAAI/bge-tiny", licence: "mit", files });
  const repo = await hub.repo("BAAI/bge-tiny", signal);
  assert.deepEqual(offeredBy(repo), { kind: "embedding" });
  const manifest = await encoderModel(repo, { web, settings: room.settings }, signal);
  assert.deepEqual(checkManifest(manifest), []);
  assert.deepEqual(manifest.options, {
    ...{ pooling: "cls", dimensions: 384, heads: 12, maxTokens: 512, eps: 1e-12 },
  });
  await room.models.add(manifest);
  await collect(room.models.install(manifest));
  assert.equal((await room.models.state(manifest)).kind, "installed");
});

test("what cannot be used is refused with what to do instead", async () => {
  serveRepo(server, { id: "a/gated-GGUF", gated: true, files: { "x-Q4_0.gguf": noise(2_000) } });
  serveRepo(server, { id: "a/pictures", files: { "weights.bin": noise(2_000) } });
  const files = { "model.safetensors": noise(2_000), "tokenizer.json": "{}", "config.json": '{"model_type":"xlm"}' }; // prettier-ignore
  serveRepo(server, { id: "a/xlm", files });
  const [gated, pictures] = [await hub.repo("a/gated-GGUF", signal), await hub.repo("a/pictures", signal)]; // prettier-ignore
  assert.throws(() => offeredBy(gated), /agreed to its terms.*add it from this machine/);
  assert.throws(() => offeredBy(pictures), /neither a GGUF file nor a sentence encoder/);
  const xlm = await hub.repo("a/xlm", signal);
  await assert.rejects(encoderModel(xlm, { web, settings: room.settings }, signal), /BERT family/);
  await assert.rejects(hub.repo("a/nothing", signal), /could not be asked: .*404/);
});

test("a search lists what the hub found", async () => {
  serveSearch(server, "qwen coder", [{ id: "a/b", downloads: 5, likes: 2, gated: "auto" }]);
  assert.deepEqual(await hub.search("qwen coder", signal), [
    { id: "a/b", downloads: 5, likes: 2, gated: true },
  ]);
});

test("offline the hub is not asked, and the setting is named", async () => {
  room.settings = { ...room.settings, offline: true };
  await assert.rejects(hub.search("qwen", signal), /hearth\.offline/);
  assert.deepEqual(server.asked, []);
});

test("a mirror that is none is told from a hub", async () => {
  server.serve("/api/models/a/b", Buffer.from("<html>"));
  await assert.rejects(hub.repo("a/b", signal), /does not answer as a model hub does.*HF_ENDPOINT/);
});

test("a pasted address is as good as a name; anything else is refused", () => {
  for (const text of [
    "owner/name",
    " https://huggingface.co/owner/name ",
    "https://huggingface.co/owner/name/tree/main?x=1",
    "hf.co/owner/name:Q4_0".replace(":Q4_0", ""),
    "hf:owner/name@main/file.gguf",
  ])
    assert.equal(toRepoName(text), "owner/name", text);
  for (const wrong of ["", "name", "owner/..", "../etc/passwd", "a b/c"])
    assert.throws(() => toRepoName(wrong), /no repository of the hub/, wrong);
});

test("names, licences and quantisations of the hub become Hearth's", () => {
  assert.equal(toTag("TheOwner", "Some Model_v2-Q4_K_M"), "@theowner/some-model_v2-q4_k_m");
  assert.equal(quantisationOf("a/b-UD-Q4_K_XL.gguf"), "UD-Q4_K_XL");
  assert.equal(quantisationOf("gpt-oss-20b-mxfp4.gguf"), "MXFP4");
  assert.equal(quantisationOf("model.gguf"), "model.gguf");
  assert.deepEqual(toLicence("mit"), { id: "MIT" });
  assert.equal(toLicence(undefined).id, "unclear");
  assert.equal(toLicence("cc-by-nc-4.0").nonCommercial, true);
  assert.equal(toLicence("qwen-research").nonCommercial, true);
});

test("a GGUF file of this machine is added where it lies, without a request", async () => {
  const path = join(room.root, "My Model-Q4_0.gguf");
  await writeFile(path, tinyGguf());
  let last = 0;
  const manifest = await fromLocal(path, (part) => (last = part), signal);
  assert.equal(last, 1);
  assert.deepEqual([manifest.tag, manifest.kind], ["@local/my-model-q4_0", "chat"]);
  await room.models.add(manifest);
  room.settings = { ...room.settings, offline: true };
  await collect(room.models.install(manifest));
  assert.equal((await room.models.state(manifest)).kind, "installed");
});

test("a Piper voice and a sentence encoder are told by what lies beside them", async () => {
  const voice = join(room.root, "en_GB-mine-medium.onnx");
  await writeFile(voice, noise(3_000));
  const config = {
    audio: { sample_rate: 22_050 },
    language: { code: "en_GB" },
    phoneme_id_map: {},
  };
  await writeFile(`${voice}.json`, JSON.stringify(config));
  const speech = await fromLocal(voice, () => {}, signal);
  assert.deepEqual(checkManifest(speech), []);
  assert.deepEqual([speech.kind, speech.languages, speech.options["voices"]], ["speech", ["en-GB"], ["mine"]]); // prettier-ignore

  const folder = join(room.root, "my-encoder");
  await mkdir(folder);
  await writeFile(join(folder, "model.safetensors"), noise(3_000));
  await writeFile(join(folder, "tokenizer.json"), "{}");
  await assert.rejects(
    fromLocal(folder, () => {}, signal),
    /no .*config\.json/,
  );
  await writeFile(join(folder, "config.json"), JSON.stringify(bert));
  const encoder = await fromLocal(folder, () => {}, signal);
  assert.deepEqual(checkManifest(encoder), []);
  assert.deepEqual([encoder.kind, encoder.options["pooling"]], ["embedding", "mean"]);
});

test("what is no model is refused with what would be one", async () => {
  const path = join(room.root, "notes.txt");
  await writeFile(path, "hello");
  await assert.rejects(
    fromLocal(path, () => {}, signal),
    /no model that can be used here.*\.gguf/,
  );
  await assert.rejects(
    fromLocal(join(room.root, "gone"), () => {}, signal),
    /There is no/,
  );
});
