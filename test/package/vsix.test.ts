import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { until } from "../../src/dev/host/wait.ts";
import { openWorkbench } from "../../src/dev/host/workbench.ts";
import { shippedFrom } from "../../src/dev/packaging/notices.ts";
import { smoke } from "../../src/dev/packaging/smoke.ts";
import { thisTarget } from "../../src/dev/packaging/targets.ts";
import { listVsix, unpackVsix } from "../../src/dev/packaging/unzip.ts";
import { makeVsix } from "../../src/dev/packaging/vsix.ts";
import { checkManifest } from "../../src/models/checkManifest.ts";
import { answerEnd, answerText, ask, openChat } from "../ui/asking.ts";
import { firstResultIn, startSearch } from "../ui/finding.ts";

let root: string;
let vsix: string;
let extension: string;
let files: readonly string[];

before(async () => {
  root = mkdtempSync(join(tmpdir(), "hearth-package-"));
  vsix = await makeVsix(root);
  extension = join(root, "extension");
  files = [...(await listVsix(vsix)).keys()].filter((name) => !name.endsWith("/"));
  await unpackVsix(vsix, extension);
});
after(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(extension, path), "utf8");
const json = (path: string): Record<string, unknown> => JSON.parse(read(path)) as never;

/** What may be in it: one pattern a kind of file. */
const expected: readonly RegExp[] = [
  /^(package\.json|package\.nls\.json|readme\.md|changelog\.md|LICENSE\.txt|ThirdPartyNotices\.txt)$/,
  /^media\/(icon\.(png|svg)|(chat|player)\.css|walkthrough\/[\w-]+\.(svg|md))$/,
  /^dist\/(extension\.js|hearth-api\.d\.ts|(predictor|search|cli)\.mjs|parts\/[\w.-]+\.[cm]js|webview\/(chat|player)\.js)$/,
  /^dist\/grammars\/tree-sitter[\w-]*\.wasm$/,
  /^dist\/hearth-api\.d\.ts$/,
  /^dist\/predictors\/\w+\/([\w.-]+|data\/[\w.-]+)\.json$/,
  /^dist\/node_modules\/.+\.(js|cjs|mjs|json)$/,
  /^dist\/node_modules\/.+\/(licen[cs]e|copying|notice)[^/]*$/i,
  /^dist\/node_modules\/@node-llama-cpp\/[\w-]+\/bins\/.+\.(node|so|dylib|dll|metal)$/,
  /^dist\/node_modules\/onnxruntime-node\/bin\/.+\.(node|so(\.\d+)?|dylib|dll)$/,
];

test("it holds the expected kinds of files and no other", () => {
  assert.deepEqual(
    files.filter((file) => !expected.some((kind) => kind.test(file))),
    [],
  );
  for (const kind of expected)
    assert.ok(
      files.some((file) => kind.test(file)),
      String(kind),
    );
});

test("it holds no sources, tests, maps, half-fetched files or settings of a developer's machine", () => {
  const unwanted =
    /^(src|test|predictors|shots)\/|\.(ts|map|part|vsix|gguf|onnx|bin)$|(^|\/)\.(env|npmrc|git)/;
  assert.deepEqual(
    files.filter((file) => unwanted.test(file) && file !== "dist/hearth-api.d.ts"),
    [],
  );
});

test("no file that was built here names a folder or a registry of this machine", () => {
  const own = files.filter(
    (file) => !file.startsWith("dist/node_modules/") && !file.endsWith(".png"),
  );
  const places = [process.cwd(), homedir()].filter((place) => place.length > 5);
  for (const file of own)
    for (const place of places) assert.ok(!read(file).includes(place), `${file} names ${place}`);
});

test("it holds only this platform's binaries, of the versions that belong together", () => {
  const { llama, onnx } = thisTarget();
  const modules = join(extension, "dist/node_modules");
  assert.deepEqual(readdirSync(join(modules, "@node-llama-cpp")).sort(), [...llama].sort());
  const version = json("dist/node_modules/node-llama-cpp/package.json")["version"];
  for (const name of llama)
    assert.equal(
      json(`dist/node_modules/@node-llama-cpp/${name}/package.json`)["version"],
      version,
    );
  const foreign = files.filter(
    (file) => file.startsWith("dist/node_modules/onnxruntime-node/bin/") && !file.includes(onnx),
  );
  assert.deepEqual(foreign, []);
});

test("everything in it has a licence that allows it, and the notices name every package", async () => {
  const allowed =
    /^(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Python-2\.0|CC0-1\.0|Unlicense)$/;
  const notices = read("ThirdPartyNotices.txt");
  const manifests = files.filter((file) =>
    /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(file),
  );
  assert.ok(manifests.length > 50);
  for (const file of manifests) {
    const shipped = await shippedFrom(join(extension, file, ".."));
    assert.match(shipped.licence, allowed, shipped.name);
    assert.ok(notices.includes(`${shipped.name} ${shipped.version} (`), shipped.name);
  }
  const stated = [...notices.matchAll(/^-{80}\n\n(\S+) (\S+) \((.+)\)$/gm)];
  for (const [, name, , licence = ""] of stated) assert.match(licence, allowed, name);
  // bundled, so without a folder of their own
  for (const name of ["commander", "tar", "yauzl", "lowlight"])
    assert.ok(
      stated.some((match) => match[1] === name),
      name,
    );
});

test("whatever its package.json points to is there", () => {
  const text = read("package.json");
  const paths = [...text.matchAll(/"((?:\.\/)?(?:dist|media)\/[^"]+)"/g)].map((match) =>
    (match[1] ?? "").replace(/^\.\//, ""),
  );
  assert.ok(paths.length >= 3);
  assert.deepEqual(
    paths.filter((path) => !files.includes(path)),
    [],
  );
  const words = json("package.nls.json");
  const keys = [...text.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1] ?? "");
  assert.deepEqual(
    keys.filter((key) => !(key in words)),
    [],
  );
});

test("it names no script and no dependency that an editor would run or install", () => {
  const manifest = json("package.json");
  assert.deepEqual(
    ["scripts", "dependencies", "devDependencies"].filter((key) => key in manifest),
    [],
  );
});

test("its model manifests are those of the repository, and valid", () => {
  const manifests = files.filter((file) => /^dist\/predictors\/\w+\/[^/]+\.json$/.test(file));
  assert.ok(manifests.length >= 4);
  for (const file of manifests) {
    assert.deepEqual(checkManifest(json(file)), [], file);
    assert.equal(read(file), readFileSync(file.replace("dist/", ""), "utf8"));
  }
});

test(
  "it is no larger than was measured on Linux x64, 60.9 MB, and a twentieth more",
  { skip: thisTarget().name !== "linux-x64" },
  () => {
    const megabytes = statSync(vsix).size / 1e6;
    assert.ok(megabytes < 60.9 * 1.05, `${megabytes.toFixed(1)} MB`);
  },
);

test("unpacked into an empty folder it chats, embeds, searches and speaks", async () => {
  const seen: string[] = [];
  for await (const { name, passed, saw } of smoke(vsix)) {
    seen.push(name);
    assert.ok(passed, `${name}: ${saw}`);
  }
  assert.deepEqual(seen, ["chat", "embed", "search", "speak"]);
});

test("in a window of the real editor, alone in its extensions folder, it does all three jobs", async () => {
  const window = await openWorkbench({
    extension,
    workspace: "sample",
    // the likeliest words, so that so small a model says the same in each run
    settings: { "hearth.chat.temperature": 0 },
  });
  try {
    const chat = await openChat(window);
    await ask(chat, "What is the capital of France?");
    await answerEnd(chat);
    assert.match(await answerText(chat), /Paris/);

    await startSearch(window, "somebody asks the server far too often");
    await firstResultIn(window, "src/http/rateLimit.ts");
    await window.quickPick.cancel();

    await window.openFile("docs/loans.md");
    await window.selectText("Members under 16 pay no fines.");
    await window.runCommand("hearth.readSelection");
    const player = await window.webview("hearth.player");
    await player.locator("body[data-state=blocked], body[data-state=playing]").waitFor();
    const enable = player.getByRole("button", { name: "Enable audio" });
    if (await enable.isVisible()) await enable.click();
    const loudness = async (): Promise<number> =>
      Number(await player.locator("body").getAttribute("data-peak"));
    await until(async () => (await loudness()) > 0.02, { what: "sound that can be heard" });
  } finally {
    await window.stop();
  }
});
