import type { Question } from "./corpus.ts";
import { ndcg10 } from "./ndcg.ts";
import { quantile, report } from "./report.ts";

const sides = {
  raw: "BM25 alone",
  dense: "vectors alone",
  words: "Hearth, words",
  meaning: "Hearth, meaning too",
  semble: "semble, words",
} as const;
export type Side = keyof typeof sides;

/** How one side answered one question. */
export interface Answer extends Question {
  readonly repository: string;
  readonly side: Side;
  readonly ms: number;
  /** Paths, best first. */
  readonly found: readonly string[];
  readonly score: number;
}

export const toAnswer = (
  question: Question,
  about: Pick<Answer, "repository" | "side" | "ms" | "found">,
): Answer => ({ ...question, ...about, score: ndcg10(about.found, question.relevant) });

/** The questions that Hearth does not answer in full: where each wanted file stands, by each side. */
export function showMisses(answers: readonly Answer[]): void {
  const best = answers.some(({ side }) => side === "meaning") ? "meaning" : "words";
  for (const missed of answers.filter(({ side, score }) => side === best && score < 1)) {
    const { repository, category, query, relevant, found } = missed;
    console.log(`\n${repository} · ${category} · ${query}`);
    for (const one of answers)
      if (one.repository === repository && one.query === query) {
        const ranks = relevant.map((path) => `${one.found.indexOf(path) + 1 || "–"} ${path}`);
        console.log(`  ${sides[one.side]} ${one.score.toFixed(2)}: ${ranks.join(", ")}`);
      }
    console.log(`  found: ${found.slice(0, 5).join(", ")}`);
  }
}

/** How each side answered, on the whole. */
export function summarise(answers: readonly Answer[]): void {
  const kinds = [...new Set(answers.map(({ category }) => category))].sort();
  const rows = (Object.keys(sides) as Side[]).flatMap((side) => {
    const own = answers.filter((answer) => answer.side === side);
    if (!own.length) return [];
    const scoreOf = (kind: string): number =>
      mean(own.filter(({ category }) => category === kind).map(({ score }) => score));
    return {
      side: sides[side],
      "p50 ms": quantile(
        own.map(({ ms }) => ms),
        0.5,
      ),
      "p95 ms": quantile(
        own.map(({ ms }) => ms),
        0.95,
      ),
      "NDCG@10": meanOfRepositories(own),
      ...Object.fromEntries(kinds.map((kind) => [kind, scoreOf(kind)])),
    };
  });
  const notes = [
    "NDCG@10 over files, the mean of the repositories' means; by kind the mean of all questions.",
    "semble runs with its ranking rules and without vectors: its encoder comes from the hub alone.",
    "Hearth's times hold the way to its process and reading the hits from the disk; semble's are those of its call.",
  ];
  report({ name: "Answers", rows, notes });
}

/** NDCG@10 of each side in each repository. */
export function showRepositories(answers: readonly Answer[]): void {
  const there = (Object.keys(sides) as Side[]).filter((one) =>
    answers.some(({ side }) => side === one),
  );
  const rows = [...new Set(answers.map(({ repository }) => repository))].map((repository) => {
    const own = answers.filter((answer) => answer.repository === repository);
    const scoreOf = (side: Side): number =>
      mean(own.filter((answer) => answer.side === side).map(({ score }) => score));
    const questions = own.filter(({ side }) => side === there[0]).length;
    return {
      ...{ repository, questions },
      ...Object.fromEntries(there.map((side) => [sides[side], scoreOf(side)])),
    };
  });
  report({ name: "NDCG@10 by repository", rows });
}

function meanOfRepositories(answers: readonly Answer[]): number {
  const repositories = [...new Set(answers.map(({ repository }) => repository))];
  return mean(
    repositories.map((name) =>
      mean(answers.filter(({ repository }) => repository === name).map(({ score }) => score)),
    ),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
