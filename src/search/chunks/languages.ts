/** What a grammar calls the things that people look for. Lists are of node types, separated by spaces. */
export interface Language {
  /** The grammar's file is "tree-sitter-<grammar>.wasm". */
  readonly grammar: string;
  /** Classes and their like: what is defined inside is called by them, as in "Cache.get". */
  readonly owners?: string;
  /** Functions, methods, types without members of their own. */
  readonly names?: string;
  /** Constants and fields: they count at the top of a file, or when they hold a function. */
  readonly values?: string;
  /** Attributes that stand before a definition and belong to it, as comments do. */
  readonly leads?: string;
}

const javascript = {
  owners: "class_declaration class abstract_class_declaration interface_declaration",
  names:
    "function_declaration generator_function_declaration method_definition enum_declaration type_alias_declaration " +
    "function_signature abstract_method_signature internal_module module",
  values: "variable_declarator assignment_expression pair field_definition public_field_definition",
  leads: "decorator",
};

// PowerShell's grammar is there too: the machine code for its one huge function takes six seconds to make
const byExtension: Readonly<Record<string, Language>> = {
  "js mjs cjs jsx": { grammar: "javascript", ...javascript },
  "ts mts cts": { grammar: "typescript", ...javascript },
  tsx: { grammar: "tsx", ...javascript },
  "py pyi": {
    grammar: "python",
    owners: "class_definition",
    names: "function_definition",
    values: "assignment",
  },
  go: {
    grammar: "go",
    names: "function_declaration method_declaration type_spec type_alias",
    values: "const_spec var_spec",
  },
  rs: {
    grammar: "rust",
    owners: "impl_item trait_item",
    names:
      "function_item function_signature_item struct_item enum_item union_item mod_item macro_definition type_item " +
      "const_item static_item",
    leads: "attribute_item",
  },
  java: {
    grammar: "java",
    owners: "class_declaration interface_declaration enum_declaration record_declaration",
    names: "method_declaration constructor_declaration annotation_type_declaration",
  },
  cs: {
    grammar: "c-sharp",
    owners:
      "class_declaration interface_declaration struct_declaration record_declaration enum_declaration",
    names:
      "method_declaration constructor_declaration property_declaration delegate_declaration local_function_statement",
  },
  "c h cc cpp cxx hh hpp hxx": {
    grammar: "cpp",
    owners: "class_specifier struct_specifier",
    names:
      "function_definition enum_specifier union_specifier type_definition alias_declaration concept_definition " +
      "preproc_def preproc_function_def",
  },
  php: {
    grammar: "php",
    owners: "class_declaration interface_declaration trait_declaration enum_declaration",
    names: "function_definition method_declaration",
  },
  "rb rake gemspec": {
    grammar: "ruby",
    owners: "class module",
    names: "method singleton_method",
  },
  "sh bash zsh": { grammar: "bash", names: "function_definition" },
};

const languages = new Map(
  Object.entries(byExtension).flatMap(([extensions, language]) =>
    extensions.split(" ").map((extension) => [extension, language] as const),
  ),
);

/** The language of a file by its name; undefined where there is no grammar. */
export const languageOf = (path: string): Language | undefined =>
  languages.get(path.slice(path.lastIndexOf(".") + 1).toLowerCase());

/** The files that reading source needs: the parser, and a grammar for each language. */
export const grammarFiles: readonly string[] = [
  "tree-sitter.wasm",
  ...new Set(Object.values(byExtension).map(({ grammar }) => `tree-sitter-${grammar}.wasm`)),
];
