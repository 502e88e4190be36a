import { basename, extname } from "node:path/posix";

const byExtension = new Map(
  Object.entries({
    TypeScript: "ts mts cts tsx",
    JavaScript: "js mjs cjs jsx",
    Python: "py pyi",
    Markdown: "md mdx markdown",
    JSON: "json jsonc json5",
    YAML: "yml yaml",
    TOML: "toml",
    HTML: "html htm",
    CSS: "css scss sass less",
    Vue: "vue",
    Svelte: "svelte",
    Astro: "astro",
    Go: "go",
    Rust: "rs",
    C: "c h",
    "C++": "cpp cc cxx c++ hpp hh hxx h++ ipp",
    "C#": "cs csx",
    "F#": "fs fsi fsx",
    "Visual Basic": "vb",
    Java: "java",
    Kotlin: "kt kts",
    Scala: "scala sc",
    Groovy: "groovy gradle",
    Clojure: "clj cljs cljc edn",
    Swift: "swift",
    "Objective-C": "m mm",
    Dart: "dart",
    Ruby: "rb rake gemspec",
    PHP: "php phtml",
    Perl: "pl pm",
    Lua: "lua",
    R: "r rmd",
    Julia: "jl",
    Haskell: "hs lhs",
    OCaml: "ml mli",
    Elixir: "ex exs",
    Erlang: "erl hrl",
    Elm: "elm",
    Zig: "zig",
    Nim: "nim",
    Shell: "sh bash zsh fish",
    PowerShell: "ps1 psm1 psd1",
    Batch: "bat cmd",
    SQL: "sql",
    GraphQL: "graphql gql",
    Protobuf: "proto",
    Terraform: "tf tfvars hcl",
    Nix: "nix",
    CMake: "cmake",
    XML: "xml xsd xsl svg plist",
    reStructuredText: "rst",
    AsciiDoc: "adoc asciidoc",
    LaTeX: "tex sty bib",
    Text: "txt",
    INI: "ini cfg conf properties",
  }).flatMap(([name, extensions]) =>
    extensions.split(" ").map((extension) => [extension, name] as const),
  ),
);

const byName = new Map([
  ["dockerfile", "Dockerfile"],
  ["containerfile", "Dockerfile"],
  ["makefile", "Makefile"],
  ["gnumakefile", "Makefile"],
  ["cmakelists.txt", "CMake"],
  ["rakefile", "Ruby"],
  ["gemfile", "Ruby"],
  ["jenkinsfile", "Groovy"],
]);

/** The language that a file is written in, by its name, as people call it: "TypeScript". An unknown one is its ending, ".xyz"; without an ending "Other". */
export function languageOf(path: string): string {
  const name = basename(path).toLowerCase();
  const extension = extname(name);
  return byName.get(name) ?? byExtension.get(extension.slice(1)) ?? (extension || "Other");
}
