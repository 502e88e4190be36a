import * as vscode from "vscode";
import type { Chat } from "../../chat/chat.ts";
import { toMarkdown } from "../../chat/markdown.ts";
import type { Memory } from "../../chat/memory.ts";
import { Panel } from "../../chat/panel.ts";
import { toService } from "../../chat/panelService.ts";
import type { Attachment, EditorAction } from "../../chat/protocol.ts";
import type { Models } from "../../models/models.ts";
import { serve } from "../../platform/channel.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { UserError } from "../../platform/errors.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { performAction } from "./actions.ts";
import { showChanges } from "./apply.ts";
import { offerJobs } from "./jobs.ts";
import { toPanelModels } from "./models.ts";
import { toContextSources, type FindPlaces } from "./context.ts";
import { chatStrings } from "./strings.ts";
import { toSuggestion } from "./suggest.ts";
import type { Commands, Report } from "../commands.ts";
import { openPage, pagePort } from "../page.ts";
import { setting } from "../settings.ts";
import { activeEditor, selectedPieces } from "../selection.ts";

export interface ChatUi extends Disposable {
  readonly commands: Commands;
  /** Brings the chat up and asks in the conversation that is shown, with these pieces or what is attached there. Resolves when the answer is over. */
  ask(text: string, attachments?: readonly Attachment[]): Promise<void>;
  newChat(): Promise<void>;
  stop(): Promise<void>;
  /** Adds pieces of files to the next question and brings the chat up. */
  addContext(attachments: readonly Attachment[]): Promise<void>;
  reveal(): Promise<void>;
}

const viewId = "hearth.chat";

/** Registers the view "hearth.chat". Its answer goes on while it is hidden and stops when it is closed. */
export function showChat({
  context,
  chat,
  models,
  predictors,
  find,
  report,
}: {
  context: Pick<vscode.ExtensionContext, "extensionUri" | "workspaceState">;
  chat: Chat;
  models: Models;
  predictors: Pick<Predictors, "onState" | "states">;
  /** Searches the workspace for a question. */
  find: FindPlaces;
  report: Report;
}): ChatUi {
  const store = new DisposableStore();
  const { extensionUri, workspaceState } = context;
  const remember = <T>(key: string): Memory<T> => ({
    read: () => workspaceState.get<T>(key),
    write: (value) => void workspaceState.update(key, value),
  });
  const panel = store.add(
    new Panel({
      chat,
      models: toPanelModels(models, predictors),
      context: toContextSources(find),
      preload: () => setting("hearth.chat.preload"),
      memory: remember("chat.conversation"),
      draft: remember("chat.draft"),
      draftContext: remember("chat.draftContext"),
      strings: chatStrings(),
      locale: vscode.env.language,
      report,
    }),
  );

  const focusInput = async (): Promise<void> => {
    await reveal();
    panel.bring("input");
  };
  const addContext = async (attachments: readonly Attachment[]): Promise<void> => {
    attachments.forEach((attachment) => panel.context.attach(attachment));
    await focusInput();
  };
  const addFiles = async (uris: readonly vscode.Uri[]): Promise<void> => {
    await focusInput();
    for (const uri of uris) await panel.context.add(toSuggestion(uri));
  };
  const changes = store.add(showChanges());
  const addSelection = (): Promise<void> => addContext(selectedPieces());
  const perform = (action: EditorAction): Promise<void> =>
    performAction(action, { addSelection, addFiles, focusInput, changes });
  const ask: ChatUi["ask"] = async (text, attachments) => {
    await reveal();
    await panel.ask(text, attachments);
  };

  const jobs = store.add(
    offerJobs({
      changes,
      ask: async (text, pieces, job) => {
        // what was said before would only lead a small model astray
        await panel.newChat();
        await reveal();
        await panel.ask(text, pieces, job);
        const answer = panel.conversation?.turns.at(-1)?.answer;
        return answer?.state.kind === "finished" ? answer : undefined;
      },
    }),
  );

  function resolveWebviewView(view: vscode.WebviewView): void {
    const port = pagePort(view.webview, view.onDidDispose);
    serve(toService({ panel, perform, report }), port);
    openPage(view.webview, { extensionUri, page: { name: "chat", title: "Hearth" } });
  }
  store.add(
    vscode.window.registerWebviewViewProvider(
      viewId,
      { resolveWebviewView },
      { webviewOptions: { retainContextWhenHidden: true } },
    ),
  );

  return {
    commands: {
      ...commandsOf(panel, focusInput),
      "hearth.addSelectionToChat": addSelection,
      "hearth.addFileToChat": (uri?: vscode.Uri, all?: readonly vscode.Uri[]) =>
        addFiles(all?.length ? all : [uri ?? activeEditor().document.uri]),
      ...changes.commands,
      ...jobs.commands,
    },
    ask,
    newChat: () => panel.newChat(),
    stop: () => panel.stop(),
    addContext,
    reveal,
    dispose: () => store.dispose(),
  };
}

async function reveal(): Promise<void> {
  await vscode.commands.executeCommand(`${viewId}.focus`);
}

function commandsOf(panel: Panel, focusInput: () => Promise<void>): Commands {
  return {
    "hearth.newChat": async () => {
      await panel.newChat();
      await focusInput();
    },
    "hearth.stopChat": () => panel.stop(),
    "hearth.showChatHistory": async () => {
      await reveal();
      panel.bring("history");
    },
    "hearth.findInChat": async () => {
      await reveal();
      panel.bring("find");
    },
    "hearth.exportChat": () => exportChat(panel),
  };
}

/** The conversation as a new, unsaved Markdown document. */
async function exportChat({ conversation }: Panel): Promise<void> {
  if (!conversation?.turns.length)
    throw new UserError(vscode.l10n.t("There is nothing to export: open a chat first."));
  const document = await vscode.workspace.openTextDocument({
    content: toMarkdown(conversation),
    language: "markdown",
  });
  await vscode.window.showTextDocument(document);
}
