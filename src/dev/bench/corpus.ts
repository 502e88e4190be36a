import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Question {
  readonly query: string;
  readonly category: string;
  /** Paths inside the repository that answer it. */
  readonly relevant: readonly string[];
}

export interface Repository {
  readonly name: string;
  readonly folder: string;
  readonly questions: readonly Question[];
}

/** Reads `repos/<name>/` and `annotations/<name>.json`. @throws {Error} when there are none */
export function readCorpus(folder: string): Repository[] {
  const repos = join(folder, "repos");
  if (!existsSync(repos))
    throw new Error(`${repos} is missing: a corpus has repos/<name>/ and annotations/<name>.json.`);
  return readdirSync(repos)
    .sort()
    .map((name) => {
      const file = join(folder, "annotations", `${name}.json`);
      const questions = JSON.parse(readFileSync(file, "utf8")) as Question[];
      return { name, folder: join(repos, name), questions };
    });
}
