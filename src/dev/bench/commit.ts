import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { commitLine, plainMessage } from "../../chat/commit.ts";
import { faultsOf } from "../../chat/commitRules.ts";
import { filesOf } from "../../chat/diff.ts";
import type { Calls } from "../../predictor/calls.ts";
import { openCalls } from "../../predictor/call.ts";
import { bundle } from "../bundle.ts";
import { ensureWeights, openDevPredictors } from "../weights.ts";
import { commitForms, type CommitForm } from "./commitForms.ts";
import { report } from "./report.ts";

const folder = "src/dev/bench/diffs";

/** Messages that stand in the examples: a small model says them again. */
const shown = ["Do not return expired cache entries", "Add a start script and say how to install"];

/**
 * `npm run bench -- commit [--model tag] [--form name]`: how commit messages come out for twelve small diffs, asked for in
 * several forms, and read off the diff without a model. A program counts those that it can find nothing wrong with; the
 * messages are printed, because whether one is true is for a person to say.
 */
export async function run(args: readonly string[]): Promise<void> {
  const named = (name: string): string | undefined => {
    const at = args.indexOf(name);
    return at < 0 ? undefined : args[at + 1];
  };
  const tag = named("--model") ?? "@hearth/smollm2-135m-instruct";
  await bundle({ minify: true });
  await ensureWeights({ tags: [tag] });
  const diffs = readdirSync(folder).map((file) => ({
    name: file.replace(".diff", ""),
    diff: readFileSync(join(folder, file), "utf8"),
  }));
  const predictors = openDevPredictors();
  try {
    const calls = openCalls(predictors);
    const rows = [await judge("read off the diff", diffs, async (diff) => plainMessage(diff))];
    for (const form of commitForms)
      if ((named("--form") ?? form.name) === form.name)
        rows.push(await judge(form.name, diffs, (diff) => write(calls, { tag, form, diff })));
    report({ name: `Commit messages, ${tag}`, rows });
  } finally {
    predictors.dispose();
  }
}

async function judge(
  form: string,
  diffs: readonly { readonly name: string; readonly diff: string }[],
  message: (diff: string) => Promise<string>,
): Promise<Readonly<Record<string, string | number>>> {
  const began = performance.now();
  const found: string[] = [];
  let good = 0;
  console.log(`\n${form}`);
  for (const { name, diff } of diffs) {
    const text = await message(diff);
    const faults = faultsOf(text, filesOf(diff), shown);
    console.log(`  ${name.padEnd(20)} ${text}${faults.length ? `   [${faults.join(", ")}]` : ""}`);
    found.push(...faults);
    if (!faults.length) good++;
  }
  const kinds = [...new Set(found)].map((kind) => `${kind} ${found.filter((one) => one === kind).length}`); // prettier-ignore
  const ms = Math.round((performance.now() - began) / diffs.length);
  return { form, faultless: good, of: diffs.length, "ms each": ms, faults: kinds.join(", ") };
}

/** As the product asks: the likeliest words, up to the first line's end. */
async function write(
  calls: Pick<Calls, "chat">,
  { tag, form, diff }: { readonly tag: string; readonly form: CommitForm; readonly diff: string },
): Promise<string> {
  let text = "";
  const call = { ...form.call(diff), temperature: 0, maxTokens: 48, seed: 1 };
  for await (const chunk of calls.chat(tag, call)) {
    text += chunk.choices[0]?.delta?.content ?? "";
    if (!form.read && /\n\s*\S/.test(text.trimStart())) break;
  }
  return commitLine(form.read ? form.read(text) : text);
}
