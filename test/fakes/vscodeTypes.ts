import { Emitter } from "../../src/platform/event.ts";

/** The editor's value types, as far as unit tests use them. */
export class Uri {
  readonly scheme: string;
  readonly path: string;

  private constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }
  static file(path: string): Uri {
    return new Uri("file", path);
  }
  static parse(text: string): Uri {
    const [scheme = "", path = ""] = text.split("://");
    return new Uri(scheme, path);
  }
  static joinPath(base: Uri, ...parts: string[]): Uri {
    return new Uri(base.scheme, [base.path, ...parts].join("/"));
  }
  with({ scheme, query }: { scheme: string; query: string }): Uri {
    return new Uri(scheme, `${this.path}?${query}`);
  }
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}://${this.path}`;
  }
}

export class Position {
  readonly line: number;
  readonly character: number;

  constructor(line: number, character: number) {
    this.line = line;
    this.character = character;
  }
}

export class Range {
  readonly start: Position;
  readonly end: Position;

  constructor(...at: [Position, Position] | [number, number, number, number]) {
    const [a, b, c, d] = at;
    if (typeof a === "number") {
      this.start = new Position(a, b as number);
      this.end = new Position(c as number, d as number);
    } else {
      this.start = a;
      this.end = b as Position;
    }
  }
  get isEmpty(): boolean {
    return this.start.line === this.end.line && this.start.character === this.end.character;
  }
  get isSingleLine(): boolean {
    return this.start.line === this.end.line;
  }
  contains({ line }: Position): boolean {
    return this.start.line <= line && line <= this.end.line;
  }
  get active(): Position {
    return this.end;
  }
  intersection(other: Range): Range | undefined {
    const apart = this.end.line < other.start.line || other.end.line < this.start.line;
    return apart ? undefined : this;
  }
}

export class ThemeIcon {
  static readonly File = new ThemeIcon("file");
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class MarkdownString {
  value = "";
  isTrusted: unknown;
  appendMarkdown(text: string): this {
    this.value += text;
    return this;
  }
  appendCodeblock(text: string): this {
    return this.appendMarkdown(text);
  }
  appendText(text: string): this {
    return this.appendMarkdown(text);
  }
}

export class EventEmitter<T> {
  readonly #emitter = new Emitter<T>();
  readonly event = this.#emitter.event;
  fire(value: T): void {
    this.#emitter.fire(value);
  }
  dispose(): void {}
}

export class TreeItem {
  readonly label: unknown;
  readonly resourceUri: Uri | undefined;
  readonly collapsibleState: number;
  constructor(label: unknown, collapsibleState = 0) {
    this.label = label instanceof Uri ? undefined : label;
    this.resourceUri = label instanceof Uri ? label : undefined;
    this.collapsibleState = collapsibleState;
  }
}

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const QuickInputButtonLocation = { Title: 1, Inline: 2, Input: 3 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const ProgressLocation = { Notification: 15 };
export const ViewColumn = { Active: -1, Beside: -2 };
export const TextEditorRevealType = { InCenterIfOutsideViewport: 2, AtTop: 3 };
export const OverviewRulerLane = { Center: 2 };
export const DecorationRangeBehavior = { ClosedClosed: 1 };

export const DiagnosticSeverity = { Error: 0, Warning: 1, Information: 2, Hint: 3 };
export const CodeActionKind = { QuickFix: "quickfix", RefactorRewrite: "refactor.rewrite" };
export const CodeActionTriggerKind = { Invoke: 1, Automatic: 2 };

export class CodeAction {
  readonly title: string;
  readonly kind: string;
  command: unknown;
  diagnostics: unknown;
  constructor(title: string, kind: string) {
    this.title = title;
    this.kind = kind;
  }
}

export const LanguageModelChatMessage = {
  User: (content: string) => ({ role: 1, content }),
  Assistant: (content: string) => ({ role: 2, content }),
};
export class LanguageModelError extends Error {}

export class TabInputTextDiff {
  readonly modified: Uri;
  constructor(modified: Uri) {
    this.modified = modified;
  }
}

export class WorkspaceEdit {
  readonly edits: { readonly uri: Uri; readonly range: Range; readonly text: string }[] = [];
  replace(uri: Uri, range: Range, text: string): void {
    this.edits.push({ uri, range, text });
  }
}

export class CancellationTokenSource {
  readonly token = { isCancellationRequested: false, onCancellationRequested: () => {} };
  cancel(): void {
    this.token.isCancellationRequested = true;
  }
  dispose(): void {}
}

export class FileSystemError extends Error {
  readonly code: string;
  constructor(code: string, path: string) {
    super(`${code}: ${path}`);
    this.code = code;
  }
  static FileNotFound({ path }: Uri): FileSystemError {
    return new FileSystemError("FileNotFound", path);
  }
}
