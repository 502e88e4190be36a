/** How a language marks what is not code, and whose idioms it has, as far as reading aloud needs it. */
export interface Syntax {
  readonly family: Family;
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
  /** Marks that open and close a string. */
  readonly quotes: readonly string[];
  /** A string that stands alone on its line is a comment (Python's docstrings). */
  readonly docstrings?: boolean;
  /** A tag may stand where a value may (JSX). */
  readonly tags?: boolean;
}

/** Languages whose marks are said alike. */
export type Family =
  | "script" | "python" | "ruby" | "php" | "lua" | "go" | "rust" | "c" | "cpp" | "java" | "sql" | "json" | "yaml" | "toml" | "css" | "shell" | "make" | "markup" | "other"; // prettier-ignore

const slashes: Omit<Syntax, "family"> = {
  line: ["//"],
  block: [["/*", "*/"]],
  quotes: ['"', "'"],
};
const c: Syntax = { ...slashes, family: "c" };
const java: Syntax = { ...slashes, family: "java" };
const script: Syntax = { ...slashes, family: "script", quotes: ['"', "'", "`"] };
const hash: Syntax = { family: "other", line: ["#"], block: [], quotes: ['"', "'"] };
const shell: Syntax = { ...hash, family: "shell" };
const toml: Syntax = { ...hash, family: "toml" };
const dashes: Syntax = { family: "other", line: ["--"], block: [], quotes: ['"', "'"] };
const markup: Syntax = { family: "markup", line: [], block: [["<!--", "-->"]], quotes: ['"'] };
const lisp: Syntax = { family: "other", line: [";"], block: [["#|", "|#"]], quotes: ['"'] };

const bySyntax: readonly (readonly [Syntax, string])[] = [
  [c, "c objective-c glsl hlsl wgsl verilog systemverilog"],
  [{ ...c, family: "cpp" }, "cpp objective-cpp cuda-cpp"],
  [java, "java csharp swift kotlin dart scala groovy proto3 proto"],
  [script, "javascript typescript zig"],
  [{ ...script, tags: true }, "javascriptreact typescriptreact"],
  [{ ...script, family: "go" }, "go"],
  [{ ...slashes, family: "rust", quotes: ['"'] }, "rust"],
  [{ ...slashes, family: "json", quotes: ['"'] }, "json jsonc json5 jsonl"],
  [{ ...script, family: "php", line: ["//", "#"] }, "php"],
  [{ ...slashes, family: "css", line: [] }, "css"],
  [{ ...slashes, family: "css" }, "less scss"],
  [{ ...hash, family: "python", quotes: ['"""', "'''", '"', "'"], docstrings: true }, "python starlark"],
  [{ ...hash, family: "ruby", block: [["=begin", "=end"]] }, "ruby crystal"],
  [shell, "shellscript bash sh zsh fish dockerfile console ignore"],
  [{ ...shell, family: "make" }, "makefile"],
  [{ ...shell, line: ["//"] }, "go.mod go.sum"],
  [{ ...shell, block: [["<#", "#>"]] }, "powershell"],
  [{ ...hash, quotes: ['"""', '"', "'"] }, "elixir julia"],
  [toml, "toml dotenv"],
  [{ ...toml, line: ["#", ";"] }, "ini properties"],
  [{ ...hash, family: "yaml" }, "yaml dockercompose github-actions-workflow"],
  [hash, "perl perl6 r coffeescript cmake nix gdscript terraform"],
  [{ ...dashes, family: "sql", block: [["/*", "*/"]] }, "sql plsql pgsql"],
  [{ ...dashes, family: "lua", block: [["--[[", "]]"]] }, "lua"],
  [{ ...dashes, block: [["{-", "-}"]], quotes: ['"'] }, "haskell elm"],
  [{ family: "other", line: [], block: [["(*", "*)"]], quotes: ['"'] }, "ocaml fsharp pascal"],
  [lisp, "clojure lisp scheme racket"],
  [{ family: "other", line: ["%"], block: [], quotes: [] }, "latex tex erlang"],
  [{ family: "other", line: ["'"], block: [], quotes: ['"'] }, "vb"],
  [{ ...shell, line: ["REM ", "rem ", "::"], quotes: ['"'] }, "bat"],
  [markup, "html xml vue svelte handlebars razor xsl"],
]; // prettier-ignore

const byLanguage = new Map(
  bySyntax.flatMap(([syntax, ids]) => ids.split(" ").map((id) => [id, syntax] as const)),
);

/** Names that people write after a code fence. */
const aliases: Readonly<Record<string, string>> = {
  js: "javascript", jsx: "javascriptreact", mjs: "javascript", cjs: "javascript", ts: "typescript", tsx: "typescriptreact",
  py: "python", rb: "ruby", rs: "rust", "c++": "cpp", cs: "csharp", "c#": "csharp", kt: "kotlin", golang: "go",
  shell: "shellscript", sh: "shellscript", ps1: "powershell", yml: "yaml", hs: "haskell", docker: "dockerfile",
  make: "makefile", objc: "objective-c", ex: "elixir", clj: "clojure", ml: "ocaml", "f#": "fsharp", tf: "terraform",
}; // prettier-ignore

/** The syntax of a VS Code language id or a fence's name; undefined when it is not known. */
export function syntaxOf(language: string): Syntax | undefined {
  const id = language.toLowerCase();
  return byLanguage.get(id) ?? byLanguage.get(aliases[id] ?? "");
}

/** Whether a fence of this name can be put into words. */
export const isKnown = (language: string): boolean =>
  /^(?:diff|patch)$/i.test(language) || syntaxOf(language) !== undefined;

/** What is assumed of a language that is not known. */
export const usualSyntax: Syntax = script;

/** True when the text between tags is what a reader wants to hear. */
export const isMarkup = (language: string): boolean => syntaxOf(language) === markup;

const byExtension: Readonly<Record<string, string>> = {
  ...aliases, md: "markdown", markdown: "markdown", txt: "plaintext", c: "c", h: "c", cpp: "cpp", cc: "cpp", hpp: "cpp", java: "java", go: "go", php: "php",
  swift: "swift", lua: "lua", sql: "sql", r: "r", json: "json", jsonc: "jsonc", yaml: "yaml", toml: "toml", ini: "ini", css: "css", scss: "scss", less: "less",
  html: "html", htm: "html", xml: "xml", vue: "vue", svelte: "svelte", mts: "typescript", cts: "typescript", pyi: "python", bash: "shellscript", zsh: "shellscript",
  dart: "dart", scala: "scala", tex: "latex", bat: "bat", log: "log", csv: "csv", tsv: "tsv", diff: "diff", patch: "diff",
}; // prettier-ignore

/** The VS Code language id of a file, by its name; "plaintext" when that tells nothing. */
export function languageOf(path: string): string {
  const name = path.split(/[\\/]/).at(-1)?.toLowerCase() ?? "";
  if (/^(?:dockerfile|makefile|go\.(?:mod|sum))$/.test(name)) return name;
  if (/^\.\w*ignore$/.test(name)) return "ignore";
  const [, extension = ""] = /\.([^.]+)$/.exec(name) ?? [];
  return Object.hasOwn(byExtension, extension) ? (byExtension[extension] ?? "") : "plaintext";
}
