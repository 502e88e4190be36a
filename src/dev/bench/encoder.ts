import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { embeddedText, toChunks, toLines } from "../../search/chunks/chunk.ts";
import { readCorpus, type Repository } from "./corpus.ts";
import { type Form, makeForms, openFile, openOurs } from "./encoderForms.ts";
import { sourcesBelow } from "./encoderTexts.ts";
import { ndcg10 } from "./ndcg.ts";
import { median, report } from "./report.ts";

/**
 * `npm run bench -- encoder [--rounds n] [--threads n] [--only a,b] [--also file.onnx,…] [--corpus folder]`: other forms
 * of the sentence encoder beside the one that is used: how fast (by turns, one text a call, through the predictor's own
 * code), how far their vectors are from the usual ones, and with a corpus how well they find alone, without words and
 * rules. Those that Hearth does not make come from onnxruntime's tools for Python; `--also` takes files from elsewhere.
 */
export async function run(args: readonly string[]): Promise<void> {
  const option = (name: string): string | undefined =>
    args.includes(name) ? args[args.indexOf(name) + 1] : undefined;
  const [rounds, threads] = [Number(option("--rounds") ?? 5), Number(option("--threads") ?? 1)];
  const list = (name: string): string[] => option(name)?.split(",") ?? [];
  const folder = await mkdtemp(join(tmpdir(), "hearth-encoder-"));
  const forms: Form[] = [];
  try {
    const setting = { folder, threads };
    forms.push(...(await openOurs(setting)));
    const texts = [...chunksOf("src"), ...chunksOf("media"), ...chunksOf("test/workspace")];
    const made = await makeForms(spread(texts, 64), setting);
    for (const path of [...made, ...list("--also")]) forms.push(...(await openFile(path, setting)));
    const only = list("--only");
    const chosen = forms.filter(({ name }, i) => !i || !only.length || only.includes(name));
    await compare(chosen, { texts: spread(texts.slice(1), 300), rounds, threads });
    const corpus = option("--corpus");
    if (corpus) await find(chosen, readCorpus(resolve(corpus)));
  } finally {
    for (const form of forms) await form.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is embedded of the files below a folder, in order. */
const chunksOf = (folder: string): string[] =>
  sourcesBelow(resolve(folder)).flatMap(({ path, text }) =>
    toChunks(text, path).map((chunk) => embeddedText(toLines(text), chunk)),
  );

const spread = <T>(all: readonly T[], most: number): T[] =>
  all.filter(
    (_, i) => Math.floor((i * most) / all.length) !== Math.floor(((i - 1) * most) / all.length),
  );

interface Setting {
  readonly texts: readonly string[];
  readonly rounds: number;
  readonly threads: number;
}

/** About 16 tokens, as a query has, and the most that the model reads. */
const lengths = { short: 60, long: 4000 };

async function compare(forms: readonly Form[], { texts, rounds, threads }: Setting): Promise<void> {
  const vectors: Float32Array[][] = [];
  for (const form of forms) vectors.push(await form.embed(texts));
  const times = forms.map(() => ({ short: [] as number[], long: [] as number[] }));
  for (let round = 0; round < rounds; round++)
    for (const kind of ["short", "long"] as const) {
      const text = texts
        .slice(round, round + 8)
        .join("\n")
        .slice(0, lengths[kind]);
      // every other round in the other direction: a machine that gets slower must not favour one
      const order = [...forms.entries()];
      if (round % 2) order.reverse();
      for (const [i, form] of order) {
        await form.embed([text]);
        const began = performance.now();
        for (let again = 0; again < 3; again++) await form.embed([text]);
        times[i]?.[kind].push((performance.now() - began) / 3);
      }
    }
  const [exact = []] = vectors;
  const rows = forms.map(({ name, megabytes, sha256 }, i) => {
    const cosines = exact.map((vector, n) => dot(vector, vectors[i]?.[n]));
    const quicker = (kind: "short" | "long"): number =>
      median(times[0]?.[kind] ?? []) / median(times[i]?.[kind] ?? []);
    return {
      form: name,
      MB: megabytes,
      "short ms": median(times[i]?.short ?? []),
      "×": quicker("short"),
      "long ms": median(times[i]?.long ?? []),
      "× ": quicker("long"),
      "cosine, mean": mean(cosines).toFixed(4),
      worst: Math.min(...cosines).toFixed(4),
      "nearest five kept": keptOf(exact, vectors[i] ?? []),
      "SHA-256": sha256.slice(0, 12),
    };
  });
  report({
    name: `Encoder: ${texts.length} texts, ${rounds} rounds by turns, ${threads} threads`,
    rows,
    notes: [
      "×: how much quicker than the first; cosine: of each text's vector with the first's",
      "nearest five kept: of the five texts nearest to each, the part that the form finds among its own five",
    ],
  });
}

type Vectors = readonly Float32Array[];

function keptOf(exact: Vectors, other: Vectors): number {
  const near = (vectors: Vectors, i: number): number[] =>
    best(vectors.map((vector, j) => (i === j ? -1 : dot(vector, vectors[i])))).slice(0, 5);
  return mean(
    exact.map((_, i) => {
      const wanted = near(exact, i);
      return near(other, i).filter((j) => wanted.includes(j)).length / wanted.length;
    }),
  );
}

/** NDCG@10 over files, by the cosine of their best chunk, the mean of the repositories' means. */
async function find(forms: readonly Form[], repositories: readonly Repository[]): Promise<void> {
  const scores = forms.map((): number[] => []);
  for (const { name, folder, questions } of repositories) {
    const chunks = sourcesBelow(folder).flatMap(({ path, text }) =>
      toChunks(text, path).map((chunk) => ({ path, text: embeddedText(toLines(text), chunk) })),
    );
    for (const [i, form] of forms.entries()) {
      const vectors = await form.embed(chunks.map(({ text }) => text));
      const asked = await form.embed(questions.map(({ query }) => query));
      const own = questions.map(({ relevant }, n) => {
        const order = best(vectors.map((vector) => dot(vector, asked[n])));
        return ndcg10([...new Set(order.flatMap((at) => chunks[at]?.path ?? []))], relevant);
      });
      scores[i]?.push(mean(own));
    }
    const found = scores.map((own) => (own.at(-1) ?? 0).toFixed(3)).join(" ");
    console.log(`${name}: ${chunks.length} chunks, ${found}`);
  }
  const rows = forms.map(({ name }, i) => ({
    form: name,
    "NDCG@10": mean(scores[i] ?? []).toFixed(4),
  }));
  report({ name: `Found by meaning alone in ${repositories.length} repositories`, rows });
}

/** Indices, the largest score first. */
const best = (scores: readonly number[]): number[] =>
  [...scores.keys()].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));

function dot(a: Float32Array, b: Float32Array | undefined): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b?.[i] ?? 0);
  return sum;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
