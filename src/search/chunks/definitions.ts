import type { Language as Grammar, Node, Tree, TreeCursor } from "@vscode/tree-sitter-wasm";
import type { Language } from "./languages.ts";

/** Something with a name in a source file. Lines from 0; `endLine` is exclusive. */
export interface Definition {
  /** Where its comments, decorators and attributes begin. */
  readonly startLine: number;
  /** Where it begins itself. */
  readonly line: number;
  readonly endLine: number;
  readonly name: string;
  /** With the class that it lies in: "Cache.get". */
  readonly fullName: string;
}

/** What a node type means to the walk. */
type Role = "owner" | "name" | "value" | "around" | "space" | "lead" | "leaf" | "other";

/** Roles by the numbers that a grammar gives its node types. */
export type Roles = readonly Role[];

export function rolesOf(language: Language, grammar: Grammar): Roles {
  const byType = new Map<string, Role>();
  const add = (types: string | undefined, role: Role): void =>
    types?.split(" ").forEach((type) => byType.set(type, role));
  add(language.owners, "owner");
  add(language.names, "name");
  add(language.values, "value");
  add(language.leads, "lead");
  return Array.from({ length: grammar.nodeTypeCount }, (_, id) => {
    const type = grammar.nodeTypeForId(id) ?? "";
    if (/comment/.test(type)) return "lead";
    if (/^(?:decorated_definition|export_statement|template_declaration)$/.test(type))
      return "around";
    if (
      /^(?:namespace_de\w+|declaration_list|linkage_specification|preproc_if(?:def)?)$/.test(type)
    )
      return "space";
    if (/^(?:import|use|string|template_string|preproc_include|parameters|formal_param)/.test(type))
      return "leaf";
    return byType.get(type) ?? "other";
  });
}

/** Nodes of so many lines are looked into wherever they stand: a module in a function, a long callback. */
const longNode = 20;
/** How far below the file, and below a class or a table, every node is looked into. */
const depthInFile = 3;
const depthInside = 2;

interface Place {
  /** The name of the class around. */
  readonly owner: string;
  /** Levels below that are looked into though they are short. */
  readonly depth: number;
  /** What surrounds nothing but the node: the line where it begins, and the one where its comments do. */
  readonly around: { readonly from: number; readonly start: number; readonly whole: boolean };
}

const nothingAround: Place["around"] = { from: -1, start: -1, whole: false };

/** The definitions of a file, each before those that lie in it. */
export function definitionsOf(tree: Tree, roles: Roles): Definition[] {
  const found: Definition[] = [];
  const cursor = tree.walk();
  try {
    if (cursor.gotoFirstChild())
      visitAll(cursor, { owner: "", depth: depthInFile, around: nothingAround }, { roles, found });
  } finally {
    cursor.delete();
  }
  return found;
}

interface Walk {
  readonly roles: Roles;
  readonly found: Definition[];
}

/** Visits the cursor's node and those after it. */
function visitAll(cursor: TreeCursor, place: Place, walk: Walk): void {
  // where the comments begin that stand right above the next node, and where they end
  let lead: { readonly from: number; readonly to: number } | undefined;
  let before = -1;
  do {
    const role = walk.roles[cursor.nodeTypeId] ?? "other";
    if (role === "leaf") {
      lead = undefined;
      continue;
    }
    const from = cursor.startPosition.row;
    const to = endRow(cursor);
    if (role === "lead") {
      // one behind code on the same line is about that code
      if (from !== before) lead = { from: lead && isNear(lead.to, from) ? lead.from : from, to };
      continue;
    }
    const { around } = place;
    const outer = around.whole || around.from === from ? around.start : from;
    const start = lead && isNear(lead.to, from) ? Math.min(lead.from, outer) : outer;
    visit(cursor, { role, from, to, start }, place, walk);
    lead = undefined;
    before = to;
  } while (cursor.gotoNextSibling());
}

interface Seen {
  readonly role: Role;
  readonly from: number;
  readonly to: number;
  readonly start: number;
}

function visit(cursor: TreeCursor, { role, from, to, start }: Seen, place: Place, walk: Walk) {
  const node = isNamed(role) ? cursor.currentNode : undefined;
  const name = node && (role !== "value" || isTelling(node)) ? nameOf(node) : undefined;
  let { owner, depth } = place;
  let around: Place["around"] = { from, start, whole: role === "around" };
  if (node && name) {
    const within = receiverOf(node) ?? owner;
    const fullName = within ? `${within}.${name}` : name;
    walk.found.push({ startLine: start, line: from, endLine: to + 1, name, fullName });
    if (role === "owner") owner = fullName;
    depth = role === "name" ? 0 : depthInside + 1;
    around = nothingAround;
  }
  if (depth <= 0 && to - from < longNode) return;
  if (!cursor.gotoFirstChild()) return;
  visitAll(cursor, { owner, depth: role === "space" ? depth : depth - 1, around }, walk);
  cursor.gotoParent();
}

/** With at most one blank line between. */
const isNear = (end: number, from: number): boolean => end + 2 >= from;

const isNamed = (role: Role): boolean => role === "owner" || role === "name" || role === "value";

/** The last row with text of it: some nodes end at the beginning of the row after. */
function endRow(cursor: TreeCursor): number {
  const { row, column } = cursor.endPosition;
  return column === 0 && row > cursor.startPosition.row ? row - 1 : row;
}

/** A value worth a name: one that the whole file sees, or a function. */
function isTelling(node: Node): boolean {
  const value = node.childForFieldName("value") ?? node.childForFieldName("right");
  if (value && /function|class$/.test(value.type)) return true;
  for (let up = node.parent; up?.parent; up = up.parent) if (!carriers.has(up.type)) return false;
  return true;
}

/** What stands between a file and the values that it defines. */
const carriers = new Set(
  (
    "export_statement lexical_declaration variable_declaration ambient_declaration expression_statement " +
    "const_declaration var_declaration var_spec_list"
  ).split(" "),
);

const nameFields = ["name", "declarator", "type", "left", "key"];

/** "parse" of `int *parse(char c)`, "Cache" of `impl<T> Map for Cache<T>`, "run" of `exports.run = …`. */
function nameOf(node: Node): string | undefined {
  let at = node;
  for (let next = nameNode(node); next; next = nameNode(next)) {
    at = next;
    // C wraps a name in what is declared of it; elsewhere the first one is it
    if (!at.type.endsWith("declarator")) break;
  }
  return at === node ? undefined : clean(at.text);
}

function nameNode(node: Node): Node | undefined {
  for (const field of nameFields) {
    const child = node.childForFieldName(field);
    if (child) return child;
  }
  // a reference has no name for its part
  return node.type === "reference_declarator" ? (node.lastNamedChild ?? undefined) : undefined;
}

/** The type that a method of Go belongs to. */
function receiverOf(node: Node): string | undefined {
  const receiver = node.childForFieldName("receiver")?.text;
  return receiver && /(\w+)(?:\[[^\]]*\])?\s*\)$/.exec(receiver)?.[1];
}

function clean(text: string): string | undefined {
  const name = text
    .replace(/<[^<>]*(?:<[^<>]*>[^<>]*)*>/g, "")
    .replace(/^(?:module\.)?exports(?:\.|$)|^this\.|^["'`]|["'`]$/g, "")
    .replace(/\.prototype\./, ".")
    .replace(/::/g, ".")
    .trim();
  return name.length <= 80 && /^[\p{L}_$~#@][\p{L}\p{N}_$.?!#=~+\-*/<>[\]()]*$/u.test(name)
    ? name
    : undefined;
}
