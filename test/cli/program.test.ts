import assert from "node:assert/strict";
import { test } from "node:test";
import { defineChat } from "../../src/predictor/contract/define.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { hearth } from "./world.ts";

const commands = ["chat", "embed", "search", "speak", "models", "check"];

test("help lists every command, and every command explains itself and has --json", async () => {
  const { code, out } = await hearth(["--help"]);
  assert.equal(code, 0);
  for (const command of commands) {
    assert.match(out, new RegExp(`^  ${command} `, "m"));
    const names = command === "models" ? [["models", "list"], ["models", "download"], ["models", "remove"]] : [[command]]; // prettier-ignore
    for (const name of names) {
      const help = await hearth([...name, "--help"]);
      assert.equal(help.code, 0);
      assert.match(help.out, /^Usage: hearth /);
      assert.match(help.out, /--json/);
    }
  }
});

test("the version is printed", async () => {
  assert.deepEqual(await hearth(["--version"]), {
    code: 0,
    out: "1.2.3\n",
    err: "",
    disposed: false,
  });
});

test("wrong usage ends with 2, a line that says what is wrong, and nothing on stdout", async () => {
  const wrong = [
    [["sing"], /hearth: unknown command 'sing'/],
    [["chat", "--loud"], /hearth: unknown option '--loud'/],
    [["chat", "hi", "--temperature", "warm"], /'warm' is invalid\. It must be a number/],
    [["chat", "hi", "--max-tokens", "0"], /a whole number above 0/],
    [["search"], /missing required argument 'query'/],
    [
      ["models", "download", "embeder"],
      /There is no model embeder\. Did you mean @test\/embedder\? `hearth models` lists all\./,
    ],
    [["models", "download", "@test/xyz"], /There is no model @test\/xyz\. `hearth models` lists/],
    [["models", "fetch"], /There is no "hearth models fetch", but: list, download, remove, /],
    [["models", "add", "./none.gguf"], /There is no file or folder .*none\.gguf/],
    [["--predictors", "/nowhere", "models"], /There is no folder \/nowhere/],
    [["search", "x", "/nowhere/at/all"], /There is no folder \/nowhere\/at\/all/],
    [["search", "x", "package.json"], /package\.json is a file\. Name a folder/],
    [["speak", "hi"], /--output/],
  ] as const;
  for (const [args, message] of wrong) {
    const { code, out, err } = await hearth(args, { stdin: "", stdoutIsTTY: true });
    assert.deepEqual([code, out], [2, ""], args.join(" "));
    assert.match(err, message);
  }
});

const failing = (error: Error) => ({
  "@test/failing": defineChat({
    tag: "@test/failing",
    description: "Fails.",
    inputs: { messages: Parameter.Messages({ description: "Ignored." }) },
    outputs: [Parameter.ChatCompletionChunk({ description: "None." })],
    async load() {
      throw error;
    },
    async *predict() {},
  }),
});

test("a model that is not there ends with 1 and the command that fetches it", async () => {
  const missing = new PredictorError({
    code: "model_not_installed",
    tag: "@test/failing",
    message: "It is not on this machine yet.",
  });
  const ran = await hearth(["chat", "-m", "@test/failing", "hi"], {
    stdin: "",
    predictors: failing(missing),
  });
  assert.deepEqual(ran, {
    code: 1,
    out: "",
    err: "hearth: It is not on this machine yet. Run: hearth models download @test/failing\n",
    disposed: true,
  });
});

test("any failure is one line, and what was opened is closed", async () => {
  const bug = new TypeError("x is\nnot a function");
  const { code, err, disposed } = await hearth(["chat", "-m", "@test/failing", "hi"], {
    stdin: "",
    predictors: failing(bug),
  });
  assert.deepEqual([code, disposed], [1, true]);
  assert.equal(
    err,
    "hearth: @test/failing failed: x is not a function. Try again; Hearth's log says more.\n",
  );
});

test("an aborted command ends with 130, silently, and closes what was opened", async () => {
  const stop = new AbortController();
  const ran = await hearth(["chat", "-m", "@test/echo", "one two three four five"], {
    stdin: "",
    signal: stop.signal,
    onOutput: () => stop.abort(),
  });
  assert.deepEqual([ran.code, ran.err, ran.disposed], [130, "", true]);
  assert.ok(!ran.out.includes("five"));
});

test("output that cannot be written ends with 1 and says why", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC", errno: -28 });
  const { code, err } = await hearth(["models"], { stdoutFails: full });
  assert.equal(code, 1);
  assert.match(err, /^hearth: The disk is full: the output could not be written\. Make room/m);
});
