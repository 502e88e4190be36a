import { join } from "node:path";
import * as vscode from "vscode";
import { openChat } from "./chat/chat.ts";
import { openHistory } from "./chat/history.ts";
import { openStates } from "./chat/states.ts";
import { openClient } from "./openai/client.ts";
import type { OpenAIClient } from "./openai/types.ts";
import { DisposableStore } from "./platform/disposable.ts";
import { dataFolder } from "./platform/folders.ts";
import { askGraphics, rememberGraphics } from "./predictor/running/graphics.ts";
import { openSearch, type Search } from "./search/search.ts";
import { toTools } from "./search/tools/tools.ts";
import { openReader } from "./speech/reader/reader.ts";
import { chooseChatModel } from "./vscode/chat/choose.ts";
import { writeCommitMessage } from "./vscode/chat/commit.ts";
import type { FindPlaces } from "./vscode/chat/context.ts";
import { offerChatModels } from "./vscode/chat/provider.ts";
import { type ChatUi, showChat } from "./vscode/chat/view.ts";
import { type Commands, registerCommands } from "./vscode/commands.ts";
import { configuration } from "./vscode/configuration.ts";
import { type Core, openCore, type Own } from "./vscode/core.ts";
import { fileFolders } from "./vscode/folders.ts";
import { offerMcpServer } from "./vscode/mcpServer.ts";
import { offerDownload } from "./vscode/models/download.ts";
import { type ModelsView, showModels } from "./vscode/models/view.ts";
import { showPlayer } from "./vscode/reading/player.ts";
import { type EditorReading, showReading } from "./vscode/reading/reading.ts";
import { currentVoice } from "./vscode/reading/voice.ts";
import { openFolderSearch } from "./vscode/search/folderSearch.ts";
import { showSearch } from "./vscode/search/search.ts";
import { askSharedPassword, sharedConnection } from "./vscode/search/sharedIndex.ts";
import { readPieces } from "./vscode/selection.ts";
import { showServer } from "./vscode/server.ts";
import { setting } from "./vscode/settings.ts";
import { offerTools } from "./vscode/tools.ts";

/** What other extensions get: OpenAI's calls, answered on this machine. */
export interface HearthApi {
  readonly openai: OpenAIClient;
}

/** What every feature is given. */
interface Ground {
  readonly context: vscode.ExtensionContext;
  readonly core: Core;
  readonly own: Own;
}

/** Builds and connects; processes, models and the index start with their first use. */
export function activate(context: vscode.ExtensionContext): HearthApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const own: Own = (thing) => store.add(thing);
  const core = openCore(context, own);
  const ground = { context, core, own };

  const models = addModels(ground);
  const search = openWorkspaceSearch(ground);
  const chat = addChat(ground, search);
  const commands = {
    ...chat.commands,
    ...addSearch(ground, search, chat),
    ...addReading(ground, models).commands,
    "hearth.chooseChatModel": () => chooseChatModel({ models: core.models, ...models }),
    "hearth.writeCommitMessage": (source?: Parameters<typeof writeCommitMessage>[1]) =>
      writeCommitMessage(
        { calls: core.chatCalls, models: core.models, tag: configuration.chat().tag },
        source,
      ),
    "hearth.setSharedPassword": () => askSharedPassword(context.secrets),
    ...addServer(ground),
    "hearth.setRemoteKey": () => core.remotes.askKey(),
    ...models.commands,
    "hearth.showLog": () => core.log.show(),
  };
  own(registerCommands(commands, core.report));
  return { openai: openClient(core.calls, core) };
}

function addModels({ context, core, own }: Ground): ModelsView {
  const process = join(context.asAbsolutePath("dist"), "predictor.mjs");
  const graphics = rememberGraphics(() => askGraphics(process, core.log));
  return own(showModels({ ...core, graphics }));
}

/** Tag of the model that meaning is known by. */
const embedder = (): string => setting("hearth.search.model");

/** Searches the folders of the window; its process starts with the first question. */
function openWorkspaceSearch({ context, core, own }: Ground): Search {
  const { calls, models, network, log } = core;
  const open = (folders: readonly string[]): Search =>
    openSearch({
      process: context.asAbsolutePath("dist/search.mjs"),
      folders,
      dataFolder: dataFolder(),
      embed: (texts, signal) => calls.embed(embedder(), { texts }, signal),
      model: () => models.identity(embedder()),
      shared: () => sharedConnection(context.secrets),
      settings: configuration.search,
      network,
      log,
    });
  return own(openFolderSearch(open, context.workspaceState));
}

/** In the editor's lists, and as tools for every chat model and other programs. */
function addSearch({ context, core, own }: Ground, search: Search, chat: ChatUi): Commands {
  const { models, report } = core;
  const offerModel = () => offerDownload(models, embedder());
  const { commands } = own(
    showSearch({
      ...{ search, memory: context.workspaceState, report, offerModel },
      addToChat: async (places) => chat.addContext(await readPieces(places)),
    }),
  );
  own(offerTools(toTools({ search, folders: fileFolders, model: embedder })));
  own(
    offerMcpServer({
      cli: context.asAbsolutePath("dist/cli.mjs"),
      version: String(context.extension.packageJSON.version),
      ...configuration.mcp,
    }),
  );
  return commands;
}

function addReading({ context, core, own }: Ground, { recommend }: ModelsView): EditorReading {
  const { models, predictors, calls, chatCalls, report, log } = core;
  const player = own(showPlayer({ extensionUri: context.extensionUri }));
  // what fails here is told when it is spoken with
  const prepare = ({ tag }: { readonly tag: string }): void =>
    void predictors.load(tag).catch(() => {});
  const reader = own(
    openReader({
      speak: calls.speak,
      // a part of its own: it knows ten languages and Markdown
      toUtterances: async (...text) =>
        (await import("./speech/utterances.ts")).utterancesOf(...text),
      voice: ({ uri }) => currentVoice(models, uri),
      prepare,
      volume: () => setting("hearth.speech.volume"),
      player: player.client,
      log,
    }),
  );
  return own(showReading({ reader, player, models, calls: chatCalls, prepare, recommend, report }));
}

/** In the sidebar, and as models of the editor's own chat. */
function addChat({ context, core, own }: Ground, search: Search): ChatUi {
  const { models, predictors, remotes, calls, chatCalls, report, log } = core;
  const folder = join(dataFolder(), "chats");
  const states = openStates({ folder, quota: configuration.stateQuota });
  const history = openHistory({ folder, states, log });
  const model = () => remotes.placed(configuration.chat());
  const chat = openChat({ calls: chatCalls, model, history, states, log });
  own(offerChatModels({ models, calls }));
  const find: FindPlaces = async function* (question, signal) {
    for await (const { hits } of search.find(question, { limit: 5 }, signal)) yield hits;
  };
  return own(showChat({ context, chat, models, predictors, find, report }));
}

function addServer({ context, core, own }: Ground): Commands {
  const { calls, predictors, models, log } = core;
  const { commands } = own(
    showServer({
      secrets: context.secrets,
      // few start it: a part of its own
      start: async (options) =>
        (await import("./server/server.ts")).startServer({
          ...{ calls, predictors, models, log },
          ...options,
        }),
    }),
  );
  return commands;
}
