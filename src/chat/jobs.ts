/** What the editor's commands ask about code. */
export type Job = "explain" | "fix" | "document" | "tests";

/**
 * The question of a job. Small models follow one plain wish with the form of the answer; each further rule that they
 * were given made them repeat the rules.
 */
export function questionFor(job: Job, language: string): string {
  return jobs[job].replace("{language}", names[language] ?? language);
}

const jobs: Readonly<Record<Job, string>> = {
  explain:
    "Explain what this {language} code does and how. Begin with its purpose in one sentence.",
  fix: "Fix these problems. Write the corrected {language} code in one code block, then say in one sentence what was wrong.",
  document:
    "Add a documentation comment to this {language} code: what it does, its parameters and its result. Write the code with the comment in one code block and change nothing else.",
  tests:
    "Write unit tests for this {language} code: one for the usual case, and one for each special case. Write them in one code block.",
};

const names: Readonly<Record<string, string>> = {
  typescript: "TypeScript",
  typescriptreact: "TypeScript",
  javascript: "JavaScript",
  javascriptreact: "JavaScript",
  csharp: "C#",
  cpp: "C++",
  php: "PHP",
  html: "HTML",
  css: "CSS",
  sql: "SQL",
  shellscript: "shell",
  python: "Python",
  go: "Go",
  rust: "Rust",
  java: "Java",
  ruby: "Ruby",
};
