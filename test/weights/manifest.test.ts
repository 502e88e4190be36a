import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { bundledEntries } from "../../src/models/catalogue.ts";
import { checkManifest } from "../../src/models/checkManifest.ts";
import { openModels } from "../../src/models/open.ts";
import { defaultSettings } from "../../src/models/settings.ts";
import { silent } from "../../src/platform/log.ts";
import { defaultTags } from "../../src/dev/weights.ts";
import { fileOf, manifestOf, noise, openRoom, type Room } from "./room.ts";

let room: Room;
let mine: string;
beforeEach(async () => {
  room = await openRoom({ userFolders: () => [mine] });
  mine = join(room.root, "mine");
  await mkdir(mine);
});
afterEach(() => room.close());

const good = manifestOf(fileOf(noise(10), ["https://example.com/model.bin"]));

async function write(
  folder: string,
  manifest: unknown,
  files: readonly string[] = [],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "predictor.json"), JSON.stringify(manifest));
  for (const file of files) await writeFile(join(folder, file), "");
}

test("every bundled manifest is valid, lies beside its engine, and the default models are among them", async () => {
  const entries = await bundledEntries(join(process.cwd(), "predictors"));
  const manifests = entries.flatMap((entry) => ("manifest" in entry ? [entry] : []));
  for (const { path, manifest } of manifests) {
    assert.ok(
      path.includes(join("predictors", manifest.engine)),
      `${path} names ${manifest.engine}`,
    );
    assert.ok(readdirSync(join("predictors", manifest.engine)).includes("index.ts"), path);
  }
  const tags = manifests.map(({ manifest }) => manifest.tag);
  assert.deepEqual(
    defaultTags.filter((tag) => !tags.includes(tag)),
    [],
  );
});

test("every model that Hearth fetches by itself can be had from packages, and says under which licence", async () => {
  const entries = await bundledEntries(join(process.cwd(), "predictors"));
  for (const entry of entries) {
    if (!("manifest" in entry)) continue;
    const { manifest } = entry;
    if (!defaultTags.some((tag) => tag === manifest.tag)) continue;
    assert.match(manifest.licence.id, /^(Apache-2\.0|unclear)$/, manifest.tag);
    for (const { name, sources } of manifest.files)
      assert.ok(
        sources.flat().some((source) => /^(pip|npm):/.test(source)),
        `${manifest.tag} ${name}`,
      );
  }
});

test("the catalogue states a reason, a licence and about how large each model is, and invents no digest", async () => {
  const entries = await bundledEntries(join(process.cwd(), "predictors"));
  for (const entry of entries) {
    if (!("manifest" in entry)) continue;
    const { tag, licence, description, files } = entry.manifest;
    assert.ok(description.length > 60, `${tag} gives no reason`);
    const known = /^(Apache-2\.0|MIT|unclear|CC-BY[\w.-]*|LicenseRef-[\w.-]+)$/;
    assert.match(licence.id, known, tag);
    assert.equal(/-NC\b/.test(licence.id), licence.nonCommercial === true, tag);
    for (const { name, bytes, sha256: digest, about = 0 } of files)
      assert.ok(digest ? bytes > 0 : bytes === 0 && about > 0, `${tag} ${name}`);
  }
});

test("a manifest may leave size and digest to the hub, and says only about how large a file is", async () => {
  const open = { name: "model.gguf", about: 1.1e9, sources: ["hf:owner/repo@main/model.gguf"] };
  await write(join(mine, "open"), { ...good, tag: "@me/open", files: [open] });
  const manifest = await room.models.find("@me/open");
  assert.ok(manifest);
  assert.deepEqual(await room.models.state(manifest), {
    kind: "absent",
    bytes: 1.1e9,
    about: true,
  });
});

test("a good manifest has no problems", () => assert.deepEqual(checkManifest(good), []));

test("all problems of a manifest are named at once, each with its place", () => {
  const problems = checkManifest({
    tag: "Not A Tag",
    kind: "image",
    engine: "../evil.mjs",
    title: "",
    licence: { id: "unclear" },
    languages: ["english please"],
    files: [
      { name: "../out", bytes: -1, sha256: "abc", sources: ["nonsense"] },
      { name: "a", bytes: 0, sha256: "", sources: ["https://example.com/a"] },
      {
        name: "a",
        bytes: 5,
        sha256: "0".repeat(64),
        sources: [["pip:a==1#a", "https://example.com/a"], []],
      },
    ],
    memory: "much",
    options: [],
    extra: 1,
  });
  const places = problems.map((problem) => problem.split(":")[0]);
  assert.deepEqual(places, [
    "extra", "tag", "kind", "engine", "title", "description", "licence.note", "languages[0]",
    "files[0].name", "files[0].bytes", "files[0].sha256", "files[0].sources[0]",
    "files[1].sources", "files[2].sources[0]", "files[2].sources[1]",
    "memory", "options", "files",
  ]); // prettier-ignore
});

test("what is no object at all is said in one sentence", () => {
  assert.deepEqual(checkManifest([]), ["it must be a JSON object"]);
});

test("a predictor of the user is listed after the bundled ones, with the path of its module", async () => {
  await mkdir(join(room.root, "manifests/llama"));
  const bundled = { ...good, tag: "@test/bundled" };
  await writeFile(join(room.root, "manifests/llama/x.json"), JSON.stringify(bundled));
  await write(join(mine, "speaker"), { ...good, tag: "@me/speaker", engine: "./index.mjs" }, [
    "index.mjs",
  ]);
  const list = await room.models.list();
  assert.deepEqual(
    list.map(({ tag }) => tag),
    ["@test/bundled", "@me/speaker"],
  );
  const speaker = await room.models.find("@me/speaker");
  assert.ok(speaker);
  assert.equal(room.models.module(speaker), join(mine, "speaker/index.mjs"));
  assert.equal(room.models.module(bundled), undefined);
  assert.equal(await room.models.find("@me/nobody"), undefined);
});

test("a folder may itself be the predictor", async () => {
  await write(mine, { ...good, tag: "@me/only" });
  assert.equal((await room.models.find("@me/only"))?.tag, "@me/only");
});

test("a wrong predictor of the user hides no other, is named in the log, and says its problems when asked for", async () => {
  await write(join(mine, "a"), { ...good, tag: "@me/broken", kind: "image" });
  await write(join(mine, "b"), { ...good, tag: "@me/lost", engine: "./index.mjs" });
  await write(join(mine, "c"), { ...good, tag: "@me/twin" });
  await write(join(mine, "d"), { ...good, tag: "@me/twin" });
  const warned: string[] = [];
  const models = openModels({
    folder: room.root,
    manifests: join(room.root, "manifests"),
    userFolders: () => [mine],
    settings: () => defaultSettings({}),
    log: { ...silent, warn: (line) => warned.push(line) },
  });
  assert.deepEqual(
    (await models.list()).map(({ tag }) => tag),
    ["@me/twin"],
  );
  assert.equal(warned.length, 3);
  await assert.rejects(models.find("@me/broken"), /kind: must be "chat".*Correct the file/);
  await assert.rejects(models.find("@me/lost"), /engine: there is no .*index\.mjs/);
  assert.match(warned.join(), /@me\/twin is already declared by/);
});

test("a wrong bundled manifest is a defect of the product and stops the list", async () => {
  await mkdir(join(room.root, "manifests/llama"));
  await writeFile(join(room.root, "manifests/llama/x.json"), "{");
  await assert.rejects(
    room.models.list(),
    /x\.json does not describe a predictor\. it is not JSON/,
  );
});

test("the sources know no digest of zero length: every digest of a bundled file is unlike the others", () => {
  const seen = new Map<string, string>();
  for (const path of readdirSync("predictors", { recursive: true, encoding: "utf8" })) {
    if (!/^[^/\\]+[/\\][^/\\]+\.json$/.test(path)) continue;
    const { files } = JSON.parse(readFileSync(join("predictors", path), "utf8")) as typeof good;
    for (const { name, sha256 } of files) {
      if (!sha256) continue;
      const before = seen.get(sha256);
      assert.ok(
        before === undefined || before === name,
        `${path}: ${name} has the digest of ${before}`,
      );
      seen.set(sha256, name);
    }
  }
});
