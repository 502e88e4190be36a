import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { UserError } from "../../src/platform/errors.ts";
import type { Tools } from "../../src/search/tools/tools.ts";
import { offerTools } from "../../src/vscode/tools.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

const never = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

function offer(call: Tools["call"]) {
  offerTools({ call });
  const tool = fake.editor.tools.get("hearth_semanticSearch");
  assert.ok(tool);
  return async (options: Record<string, unknown>, token: unknown = never): Promise<string> => {
    const { content } = await tool.invoke({ input: { query: "fee" }, ...options }, token);
    return content.map(({ value }) => value).join("");
  };
}

test("every tool is offered, and taken back", () => {
  const offered = offerTools({ call: async () => "" });
  assert.deepEqual(
    [...fake.editor.tools.keys()],
    ["hearth_semanticSearch", "hearth_findSimilar", "hearth_indexStatus"],
  );
  offered.dispose();
  assert.equal(fake.editor.tools.size, 0);
});

test("the chat shows what is looked for, whatever the model passed", () => {
  offerTools({ call: async () => "" });
  const say = (name: string, input: unknown) =>
    fake.editor.tools.get(name)?.prepareInvocation({ input }).invocationMessage;
  assert.match(say("hearth_semanticSearch", { query: "late fee" }) ?? "", /“late fee”/);
  assert.match(say("hearth_findSimilar", { path: "src/a.ts" }) ?? "", /src\/a\.ts/);
  for (const input of [undefined, null, 7, "text", { query: { a: 1 }, path: [] }])
    for (const name of fake.editor.tools.keys()) assert.ok(say(name, input), name);
});

test("without a budget the answer is taken as it is", async () => {
  assert.equal(await offer(async (_name, _input, { budget }) => String(budget))({}), "undefined");
});

test("an answer that the model's tokenizer finds too long is asked for again, shorter", async () => {
  const budgets: number[] = [];
  const invoke = offer(async (_name, _input, { budget = 0 }) => {
    budgets.push(budget);
    return "x".repeat(budget * 3);
  });
  const countTokens = async (text: string): Promise<number> => text.length;
  const text = await invoke({ tokenizationOptions: { tokenBudget: 1000, countTokens } });
  assert.deepEqual(budgets, [1000, 300]);
  assert.equal(text.length, 900);
});

test("cancelling reaches the search", async () => {
  let cancel = (): void => {};
  const token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void) => void (cancel = listener),
  };
  const invoke = offer(
    (_name, _input, _options, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      ),
  );
  const running = invoke({}, token);
  cancel();
  await assert.rejects(running, { name: "AbortError" });
});

test("what was wrong reaches the model in words", async () => {
  const invoke = offer(async () => {
    throw new UserError("Pass other lines.");
  });
  await assert.rejects(invoke({}), { message: "Pass other lines." });
});
