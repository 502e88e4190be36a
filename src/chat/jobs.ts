/** What the editor's commands ask about code. */
export type Job = "explain" | "fix" | "document" | "tests";

/**
 * The question of a job. Small models follow one plain wish with the form of the answer; each further rule that they
 * were given made them repeat the rules.
 */
export function questionFor(job: Job, language: string): string {
  return jobs[job].replace("{language}", names[language] ?? language);
}

/** The question for code that is to be written anew as somebody wishes. */
export const editRequest = (wish: string, language: string): string =>
  `Change this ${names[language] ?? language} code: ${wish.replace(/[.\s]+$/, "")}. Write all of it anew in one code block.`;

/** What stands in the first code block of an answer that is closed; undefined when there is none. */
export function codeIn(answer: string): string | undefined {
  const lines = answer.split("\n");
  const start = lines.findIndex((line) => opening.test(line));
  const [, indent = "", fence = ""] = opening.exec(lines[start] ?? "") ?? [];
  const isEnd = (line: string): boolean =>
    line.trim().startsWith(fence) && line.trim().replaceAll(fence[0] ?? "", "") === "";
  const end = start < 0 ? -1 : lines.findIndex((line, i) => i > start && isEnd(line));
  if (end < 0) return undefined;
  const inside = lines.slice(start + 1, end);
  return inside
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join("\n");
}
const opening = /^(\s*)(`{3,}|~{3,})/;

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
