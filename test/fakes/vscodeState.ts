import { Emitter } from "../../src/platform/event.ts";
import type { LanguageModelTool, McpStdioServerDefinition } from "./vscodeModels.ts";
import type { Uri } from "./vscodeTypes.ts";
import type { FakePick, FakeStatusItem, FakeTree } from "./vscodeWindow.ts";

export interface ContentProvider {
  provideTextDocumentContent(uri: Uri): string;
}

/** What happened, and what the person will answer. */
export const editor = {
  picks: [] as FakePick[],
  statusItems: [] as FakeStatusItem[],
  contexts: new Map<string, unknown>(),
  settings: new Map<string, unknown>(),
  registered: new Map<string, (...args: unknown[]) => unknown>(),
  /** Tree views by their ids. */
  trees: new Map<string, FakeTree>(),
  /** Texts of files by their paths. */
  files: new Map<string, string>(),
  /** Extensions of others by their ids. */
  extensions: new Map<string, unknown>(),
  /** What is chosen in each next list of `showQuickPick`. */
  choices: [] as ((items: readonly unknown[]) => unknown)[],
  /** Views by their ids, as an extension offers them. */
  views: new Map<string, { resolveWebviewView(view: unknown): void }>(),
  codeActions: [] as unknown[],
  /** Edits of the workspace that were made. */
  applied: [] as unknown[],
  /** Files that can be opened with their text, by address. */
  documents: new Map<string, unknown>(),
  /** Who gives the text of virtual documents, by scheme. */
  contents: new Map<string, ContentProvider>(),
  clipboard: "",
  /** Documents that were made, not opened. */
  made: [] as { readonly content: string; readonly language?: string }[],
  executed: [] as { readonly id: string; readonly args: readonly unknown[] }[],
  /** Messages and dialogs, in order. */
  asked: [] as { readonly message: string; readonly detail?: string }[],
  /** Which button is pressed in each next message; undefined closes it. */
  answers: [] as ((buttons: readonly string[]) => string | undefined)[],
  /** What is typed into each next box; undefined leaves it. */
  inputs: [] as (string | undefined)[],
  progress: [] as unknown[],
  /** Tools for language models, by name. */
  tools: new Map<string, LanguageModelTool>(),
  mcpServers: new Map<string, { provideMcpServerDefinitions(): McpStdioServerDefinition[] }>(),
  shown: [] as {
    readonly uri: string;
    readonly options: Record<string, unknown>;
    /** A list was open over it. */
    readonly underList: boolean;
  }[],
  /** What was done to the editor that was shown last. */
  restored: {} as { selections?: unknown; revealed?: unknown },
};

export const events = {
  configuration: new Emitter<{ affectsConfiguration(key: string): boolean }>(),
  document: new Emitter<unknown>(),
  opened: new Emitter<unknown>(),
  renamed: new Emitter<unknown>(),
  windowState: new Emitter<{ readonly focused: boolean }>(),
  debugStarted: new Emitter<{ id: string }>(),
  debugEnded: new Emitter<{ id: string }>(),
  folders: new Emitter<unknown>(),
  visibleRanges: new Emitter<unknown>(),
  visibleEditors: new Emitter<unknown>(),
};
