/**
 * As much of the editor as unit tests need, in plain objects that they look into. Bundled in place of "vscode", so
 * tests and code share it; `reset` makes it new.
 */
import { readFileSync } from "node:fs";
import { type ContentProvider, editor, events } from "./vscodeState.ts";
import { FileSystemError, Uri } from "./vscodeTypes.ts";
import { FakePick, FakeStatusItem, FakeTree } from "./vscodeWindow.ts";

export {
  LanguageModelTextPart,
  LanguageModelToolResult,
  lm,
  McpStdioServerDefinition,
} from "./vscodeModels.ts";
export { editor, events } from "./vscodeState.ts";

export { Disposable } from "./vscodeWindow.ts";
export {
  CodeAction,
  CodeActionKind,
  CodeActionTriggerKind,
  DecorationRangeBehavior,
  DiagnosticSeverity,
  FileSystemError,
  LanguageModelChatMessage,
  LanguageModelError,
  MarkdownString,
  OverviewRulerLane,
  EventEmitter,
  Position,
  ProgressLocation,
  QuickInputButtonLocation,
  QuickPickItemKind,
  Range,
  TabInputTextDiff,
  TextEditorRevealType,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  ViewColumn,
  WorkspaceEdit,
  CancellationTokenSource,
} from "./vscodeTypes.ts";

export function reset(): void {
  for (const map of [editor.trees, editor.files, editor.extensions]) map.clear();
  editor.choices.length = 0;
  for (const list of [editor.picks, editor.statusItems, editor.executed, editor.asked])
    list.length = 0;
  for (const list of [editor.answers, editor.progress, editor.shown]) list.length = 0;
  for (const map of [
    editor.contexts,
    editor.registered,
    editor.views,
    editor.documents,
    editor.tools,
    editor.mcpServers,
  ])
    map.clear();
  editor.made.length = 0;
  editor.settings.clear();
  window.activeTextEditor = undefined;
  window.visibleTextEditors = [];
  workspace.workspaceFolders = undefined;
}

export const l10n = {
  t: (message: string, ...parts: unknown[]) =>
    message.replace(
      /\{(\d)\}/g,
      (mark, place: string) => `${(parts[Number(place)] as string | number | undefined) ?? mark}`,
    ),
};

export const env = {
  language: "en",
  clipboard: {
    readText: async () => editor.clipboard,
    writeText: async (text: string) => void (editor.clipboard = text),
  },
};

export const languages = {
  getLanguages: async () => ["typescript", "python", "shellscript"],
  getDiagnostics: (uri?: Uri) => (uri ? [] : []) as unknown[],
  registerCodeActionsProvider: (_: unknown, provider: unknown) => {
    editor.codeActions.push(provider);
    return { dispose() {} };
  },
};

export const commands = {
  registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
    editor.registered.set(id, run);
    return { dispose: () => void editor.registered.delete(id) };
  },
  executeCommand: async (id: string, ...args: unknown[]) => {
    if (id === "setContext") editor.contexts.set(String(args[0]), args[1]);
    else editor.executed.push({ id, args });
  },
};

async function ask(message: string, ...rest: unknown[]): Promise<string | undefined> {
  const options = rest.find((one): one is { detail?: string } => typeof one === "object");
  editor.asked.push({ message, ...(options?.detail && { detail: options.detail }) });
  const buttons = rest.filter((one) => typeof one === "string");
  return editor.answers.shift()?.(buttons);
}

interface FakeTextEditor {
  readonly document: { readonly uri: Uri };
}

export const window = {
  activeTextEditor: undefined as unknown,
  visibleTextEditors: [] as unknown[],
  tabGroups: {
    all: [],
    activeTabGroup: { activeTab: undefined as unknown },
    close: async () => true,
  },
  showInformationMessage: ask,
  showWarningMessage: ask,
  showErrorMessage: ask,
  showInputBox: async () => editor.inputs.shift(),
  setStatusBarMessage: (message: string) => void editor.asked.push({ message }),
  createQuickPick: () => {
    const pick = new FakePick();
    editor.picks.push(pick);
    return pick;
  },
  showQuickPick: async (items: Promise<readonly unknown[]>) =>
    editor.choices.shift()?.(await items),
  createTreeView: (id: string, { treeDataProvider }: { treeDataProvider: FakeTree["source"] }) => {
    const tree = new FakeTree(treeDataProvider);
    editor.trees.set(id, tree);
    return tree;
  },
  onDidChangeWindowState: events.windowState.event,
  createStatusBarItem: () => {
    const item = new FakeStatusItem();
    editor.statusItems.push(item);
    return item;
  },
  registerWebviewViewProvider: (id: string, view: { resolveWebviewView(view: unknown): void }) => {
    editor.views.set(id, view);
    return { dispose: () => void editor.views.delete(id) };
  },
  createTextEditorDecorationType: () => ({ dispose() {} }),
  showTextDocument: async (target: FakeTextEditor["document"] | Uri, options = {}) => {
    const uri = target instanceof Uri ? target : target.uri;
    const underList = editor.picks.some(({ shown }) => shown);
    editor.shown.push({ uri: uri.toString(), options, underList });
    const done: typeof editor.restored = (editor.restored = {});
    return {
      setDecorations() {},
      revealRange: (range: unknown) => void (done.revealed = range),
      set selections(selections: unknown) {
        done.selections = selections;
      },
    };
  },
  withProgress: async <T>(
    _: unknown,
    work: (bar: { report(step: unknown): void }, token: unknown) => Promise<T>,
  ) =>
    work(
      { report: (step) => void editor.progress.push(step) },
      { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) },
    ),
  onDidChangeVisibleTextEditors: events.visibleEditors.event,
  onDidChangeTextEditorVisibleRanges: events.visibleRanges.event,
};

export class TabInputText {
  readonly uri: Uri;
  constructor(uri: Uri) {
    this.uri = uri;
  }
}

export const extensions = { getExtension: (id: string) => editor.extensions.get(id) };

export const workspace = {
  textDocuments: [] as unknown[],
  fs: {
    readFile: async ({ path }: Uri) => {
      const text = editor.files.get(path);
      if (text === undefined) throw new Error(`There is no file ${path}.`);
      return new TextEncoder().encode(text);
    },
    stat: async (uri: Uri) => {
      if (!editor.documents.has(uri.toString())) throw FileSystemError.FileNotFound(uri);
    },
  },
  onDidOpenTextDocument: events.opened.event,
  onDidRenameFiles: events.renamed.event,
  workspaceFolders: undefined as unknown,
  asRelativePath: (uri: Uri | string) =>
    (typeof uri === "string" ? uri : uri.path).replace(/^\/project\//, ""),
  openTextDocument: async (what: Uri | (typeof editor.made)[number]) => {
    if (what instanceof Uri)
      return (
        editor.documents.get(what.toString()) ?? {
          uri: what,
          validateRange: (range: unknown) => range,
        }
      );
    editor.made.push(what);
    return { uri: Uri.file(`/untitled-${editor.made.length}`) };
  },
  getConfiguration: () => ({
    get: (key: string) => (editor.settings.has(key) ? editor.settings.get(key) : declared()[key]),
    update: async (key: string, value: unknown) => {
      editor.settings.set(key, value);
      events.configuration.fire({ affectsConfiguration: (one) => one === key });
    },
  }),
  onDidChangeConfiguration: events.configuration.event,
  registerTextDocumentContentProvider: (scheme: string, provider: ContentProvider) => {
    editor.contents.set(scheme, provider);
    return { dispose: () => void editor.contents.delete(scheme) };
  },
  onDidCloseTextDocument: () => ({ dispose() {} }),
  applyEdit: async (edit: unknown) => editor.applied.push(edit) > 0,
  onDidChangeWorkspaceFolders: events.folders.event,
  onDidChangeTextDocument: events.document.event,
};

export const debug = {
  activeDebugSession: undefined as unknown,
  onDidStartDebugSession: events.debugStarted.event,
  onDidTerminateDebugSession: events.debugEnded.event,
};

/** What an extension remembers, as plain JSON. */
export function openMemory(): {
  get(key: string): unknown;
  update(key: string, value: unknown): Promise<void>;
} {
  const kept = new Map<string, string>();
  return {
    get: (key) => JSON.parse(kept.get(key) ?? "null") ?? undefined,
    update: async (key, value) => void kept.set(key, JSON.stringify(value ?? null)),
  };
}

export const ConfigurationTarget = { Global: 1, Workspace: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };

/** The defaults that package.json declares. */
function declared(): Record<string, unknown> {
  const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as {
    contributes: { configuration: { properties: Record<string, { default: unknown }> } };
  };
  return Object.fromEntries(
    Object.entries(contributes.configuration.properties).map(([key, value]) => [
      key,
      value.default,
    ]),
  );
}
