import { bindEmbedding } from "../contract/bind.ts";
import type { Embedded } from "../calls.ts";
import { cancelTrial, failureTrial, type Subject, type Trial } from "./trial.ts";

const texts = [
  "A kettle.",
  "The library lends each book for three weeks, and a fine grows with every day after that.",
  "for (const row of rows) total += row.amount;",
];
/** Cosine; eight-bit weights stay well above. */
const alike = 0.999;

/** The rules of an embedding predictor that need a call. */
export function embeddingTrials(subject: Subject): readonly Trial[] {
  const bound = bindEmbedding(subject.signature);
  const { dimensions, usage } = bound.ok ? bound.binding : {};
  const embed = (
    asked: readonly string[],
    size?: number,
    signal = subject.signal,
  ): Promise<Embedded> =>
    subject.calls.embed(
      subject.tag,
      { texts: asked, ...(size !== undefined && { dimensions: size }) },
      signal,
    );
  return [
    {
      rules: ["E4", "A3", "E5", "E6", "E10", "E14"],
      async run(report) {
        const forward = await embed(texts);
        const backward = await embed(texts.toReversed());
        const moved = texts.findIndex((_, i) => !same(forward, i, backward, texts.length - 1 - i));
        if (moved >= 0)
          report("E6", { broken: `text ${moved} got another row when the list was turned round` });
        if (usage === undefined) report("E14", { skipped: "it has no output titled Usage" });
      },
    },
    {
      rules: ["E9"],
      async run(report) {
        if (!dimensions)
          return report("E9", { skipped: "it has no input annotated EmbeddingDims" });
        const sizes = [dimensions.min, dimensions.default, dimensions.max];
        for (const size of new Set(sizes)) if (typeof size === "number") await embed(texts, size);
      },
    },
    {
      rules: ["E12", "E13"],
      async run(report) {
        const together = await embed(texts);
        for (const [i, text] of texts.entries())
          if (!same(together, i, await embed([text]), 0))
            report("E13", { broken: `text ${i} got another row alone than among others` });
      },
    },
    cancelTrial(subject, {
      long: (signal) =>
        embed(
          Array.from({ length: 64 }, (_, i) => `${i} ${texts.join(" ")}`),
          undefined,
          signal,
        ),
      short: () => embed(texts.slice(0, 1)),
    }),
    failureTrial(subject, () => embed(texts)),
  ];
}

/** Whether two rows of unit length say the same. */
function same(a: Embedded, i: number, b: Embedded, j: number): boolean {
  let cosine = 0;
  for (let k = 0; k < a.size; k++)
    cosine += (a.vectors[i * a.size + k] ?? 0) * (b.vectors[j * b.size + k] ?? 0);
  return a.size === b.size && cosine >= alike;
}
