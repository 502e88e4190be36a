/** How a language marks what is not code, as far as reading aloud needs it. */
export interface Syntax {
  readonly line: readonly string[];
  readonly block: readonly (readonly [open: string, close: string])[];
  /** Marks that open and close a string. */
  readonly quotes: readonly string[];
  /** A string that stands alone on its line is a comment (Python's docstrings). */
  readonly docstrings?: boolean;
  /** Command lines: marks are said differently. */
  readonly shell?: boolean;
}

const c: Syntax = { line: ["//"], block: [["/*", "*/"]], quotes: ['"', "'"] };
const script: Syntax = { ...c, quotes: ['"', "'", "`"] };
const hash: Syntax = { line: ["#"], block: [], quotes: ['"', "'"] };
const markup: Syntax = { line: [], block: [["<!--", "-->"]], quotes: ['"'] };
const lisp: Syntax = { line: [";"], block: [["#|", "|#"]], quotes: ['"'] };

const bySyntax: readonly (readonly [Syntax, string])[] = [
  [c, "c cpp csharp java objective-c objective-cpp cuda-cpp swift kotlin dart scala jsonc json5 less scss proto3 proto glsl hlsl wgsl verilog systemverilog"],
  [script, "javascript typescript javascriptreact typescriptreact go groovy jsonl zig"],
  [{ ...c, quotes: ['"'] }, "rust json"],
  [{ ...c, line: ["//", "#"] }, "php"],
  [{ ...c, line: [] }, "css"],
  [{ ...hash, quotes: ['"""', "'''", '"', "'"], docstrings: true }, "python starlark"],
  [{ ...hash, block: [["=begin", "=end"]] }, "ruby crystal"],
  [{ ...hash, shell: true }, "shellscript bash sh zsh fish dockerfile makefile console"],
  [{ ...hash, block: [["<#", "#>"]], shell: true }, "powershell"],
  [{ ...hash, quotes: ['"""', '"', "'"] }, "elixir julia"],
  [{ ...hash, line: ["#", ";"] }, "ini properties"],
  [hash, "yaml toml perl perl6 r coffeescript cmake nix gdscript terraform dotenv ignore"],
  [{ line: ["--"], block: [["/*", "*/"]], quotes: ["'", '"'] }, "sql plsql pgsql"],
  [{ line: ["--"], block: [["--[[", "]]"]], quotes: ['"', "'"] }, "lua"],
  [{ line: ["--"], block: [["{-", "-}"]], quotes: ['"'] }, "haskell elm"],
  [{ line: [], block: [["(*", "*)"]], quotes: ['"'] }, "ocaml fsharp pascal"],
  [lisp, "clojure lisp scheme racket"],
  [{ line: ["%"], block: [], quotes: [] }, "latex tex erlang"],
  [{ line: ["'"], block: [], quotes: ['"'] }, "vb"],
  [{ line: ["REM ", "rem ", "::"], block: [], quotes: ['"'], shell: true }, "bat"],
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

/** What is assumed of a language that is not known. */
export const usualSyntax: Syntax = script;

/** True when the text between tags is what a reader wants to hear. */
export const isMarkup = (language: string): boolean => syntaxOf(language) === markup;
