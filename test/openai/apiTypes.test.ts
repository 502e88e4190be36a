import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { test } from "node:test";
import { apiTypes } from "../../src/dev/apiTypes.ts";

test("the declaration file that is shipped stands alone, and an extension compiles against it", async (t) => {
  // inside the repository, so that the types of the editor are found
  const folder = await mkdtemp(resolve("dist/api-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const example = await readFile("test/editor/example/extension.ts", "utf8");
  const compile = async (extension: string): Promise<string> => {
    await writeFile(join(folder, "extension.ts"), extension);
    const options = [
      "--noEmit",
      "--ignoreConfig",
      "--strict",
      "--skipLibCheck",
      "--types",
      "vscode,node",
    ];
    const tsc = promisify(execFile)("node_modules/.bin/tsc", [
      ...[...options, "--target", "es2023", "--module", "preserve"],
      join(folder, "extension.ts"),
    ]);
    return tsc.then(
      () => "",
      (error: { stdout: string }) => error.stdout,
    );
  };
  // as a source, because declarations themselves are not checked
  await writeFile(join(folder, "hearth-api.ts"), await apiTypes());
  const inside = example.replace("../../../src/extension.ts", "./hearth-api");
  assert.equal(await compile(inside), "");
  assert.match(
    await compile(inside.replace("max_completion_tokens: 8", "max_tokns: 8")),
    /max_tokns/,
  );
});
