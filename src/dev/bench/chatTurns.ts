import type { Predictors } from "../../predictor/predictors.ts";
import { type Answered, ask, longQuestion } from "./chatAsk.ts";
import { median, report } from "./report.ts";

/**
 * Time to the first token of the first question of a conversation of about 2,000 tokens, and of the second, of which
 * only what is new need be read. Another beginning each round, so that nothing of an earlier one helps.
 */
export async function compareTurns(
  predictors: Predictors,
  { tag, rounds }: { readonly tag: string; readonly rounds: number },
): Promise<void> {
  const firsts: Answered[] = [];
  const seconds: Answered[] = [];
  for (let round = 0; round < rounds; round++) {
    const messages = longQuestion(round);
    const first = await ask(predictors, tag, { messages });
    messages.push(
      { role: "assistant", content: first.text },
      { role: "user", content: "And what happens when the other side is gone?" },
    );
    firsts.push(first);
    seconds.push(await ask(predictors, tag, { messages }));
  }
  const row = (turn: string, all: readonly Answered[]) => ({
    turn,
    "prompt tokens": median(all.map(({ prompt }) => prompt)),
    "already read": median(all.map(({ cached }) => cached)),
    "first token ms": median(all.map(({ firstMs }) => firstMs)),
  });
  const rows = [row("first", firsts), row("second", seconds)];
  const ratio = (rows[1]?.["first token ms"] ?? NaN) / (rows[0]?.["first token ms"] ?? NaN);
  report({
    name: `A second turn: ${tag}, medians of ${rounds} conversations`,
    rows,
    notes: [`second / first: ${ratio.toFixed(3)} (wanted: at most 0.3)`],
  });
}
