import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { after, test } from "node:test";
import { pythonWith } from "../../src/dev/bench/python.ts";
import { startServing } from "../../src/dev/bench/serving.ts";
import { isUserError } from "../../src/platform/errors.ts";

// what a newcomer copies, word for word but for the port
const { url, token, stop } = await startServing();
after(stop);
const [, section = ""] =
  /## For every other program\n([\s\S]*?)\n## /.exec(await readFile("README.md", "utf8")) ?? [];
const folder = await mkdtemp(join(tmpdir(), "hearth-readme-"));
after(() => rm(folder, { recursive: true, force: true }));

function blocks(language: string): string[] {
  const found = section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"));
  return [...found].map(([, text = ""]) => text.replaceAll("http://127.0.0.1:4327/v1", url));
}

async function run(command: string, args: readonly string[], cwd = folder): Promise<string> {
  const env = { ...process.env, HEARTH_TOKEN: token };
  return (await promisify(execFile)(command, args, { cwd, env })).stdout;
}

test("the README's lines for curl list models, answer, and write a sound", async () => {
  const [lines = ""] = blocks("sh").filter((block) => block.startsWith("curl"));
  const commands = lines.split(/\n(?=curl)/);
  assert.equal(commands.length, 3);
  const [models = "", chat = ""] = await Promise.all(
    commands.map((line) => run("sh", ["-c", line])),
  );
  assert.match(models, /"@hearth\/smollm2-135m-instruct"/);
  assert.match(chat, /"role":"assistant","content":"[^"]*\w/);
  assert.equal((await readFile(join(folder, "hello.wav"))).toString("latin1", 0, 4), "RIFF");
});

test("the README's lines for JavaScript print an answer", async (t) => {
  const [program = ""] = blocks("js");
  // where npm's packages are found
  const file = resolve("dist/test/readme.mjs");
  t.after(() => rm(file));
  await writeFile(file, program);
  assert.match(await run(process.execPath, [file], "."), /\w/);
});

test(
  "the README's lines for Python print the length of a vector",
  { timeout: 280_000 },
  async (t) => {
    const python = await pythonWith({ name: "openai", version: "3.57.0" }).catch(
      (error: unknown) => {
        if (!isUserError(error)) throw error;
        t.skip(error.message);
      },
    );
    const [program = ""] = blocks("python");
    if (python) assert.equal((await run(python, ["-c", program])).trim(), "384");
  },
);
