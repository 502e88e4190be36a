import { join } from "node:path";
import * as vscode from "vscode";
import { openChat } from "./chat/chat.ts";
import { openHistory } from "./chat/history.ts";
import { openStates } from "./chat/states.ts";
import { openLedger } from "./models/ledger.ts";
import { openSpeeds } from "./models/forecast/speeds.ts";
import type { Models } from "./models/models.ts";
import { openModels } from "./models/open.ts";
import { openClient } from "./openai/client.ts";
import type { OpenAIClient } from "./openai/types.ts";
import { DisposableStore } from "./platform/disposable.ts";
import type { Network } from "./platform/network.ts";
import { dataFolder } from "./platform/folders.ts";
import { openCalls } from "./predictor/call.ts";
import type { Calls } from "./predictor/calls.ts";
import { askGraphics, rememberGraphics } from "./predictor/running/graphics.ts";
import { openGpuCrashes } from "./predictor/running/gpuCrashes.ts";
import { openPredictors } from "./predictor/open.ts";
import { timed } from "./predictor/running/timed.ts";
import { openSearch, type Search } from "./search/search.ts";
import { toTools } from "./search/tools/tools.ts";
import { withRemoteModels } from "./remote/models.ts";
import { withRemotes } from "./remote/predictors.ts";
import { openReader } from "./speech/reader/reader.ts";
import { chooseChatModel } from "./vscode/chat/choose.ts";
import { writeCommitMessage } from "./vscode/chat/commit.ts";
import type { FindPlaces } from "./vscode/chat/context.ts";
import { withEditorModels } from "./vscode/chat/editorModels.ts";
import { offerChatModels } from "./vscode/chat/provider.ts";
import { showChat } from "./vscode/chat/view.ts";
import { registerCommands, reportTo } from "./vscode/commands.ts";
import { configuration } from "./vscode/configuration.ts";
import { fileFolders } from "./vscode/folders.ts";
import { offerDownload } from "./vscode/models/download.ts";
import { openFolderSearch } from "./vscode/search/folderSearch.ts";
import { offerMcpServer } from "./vscode/mcpServer.ts";
import type { Recommend } from "./vscode/models/state.ts";
import { showModels } from "./vscode/models/view.ts";
import { showPlayer } from "./vscode/reading/player.ts";
import { showReading } from "./vscode/reading/reading.ts";
import { currentVoice } from "./vscode/reading/voice.ts";
import { showSearch } from "./vscode/search/search.ts";
import { askSharedPassword, sharedConnection } from "./vscode/search/sharedIndex.ts";
import { openRemotes } from "./vscode/remotes.ts";
import { showServer } from "./vscode/server.ts";
import { setting } from "./vscode/settings.ts";
import { offerTools } from "./vscode/tools.ts";

/** What other extensions get: OpenAI's calls, answered on this machine. */
export interface HearthApi {
  readonly openai: OpenAIClient;
}

/** Builds and connects; processes, models and the index start with their first use. */
export function activate(context: vscode.ExtensionContext): HearthApi {
  const store = new DisposableStore();
  context.subscriptions.push(store);
  const own = store.add.bind(store);
  const { extensionUri } = context;
  const dist = context.asAbsolutePath("dist");
  const log = own(vscode.window.createOutputChannel("Hearth", { log: true }));

  const ledger = openLedger(join(dataFolder(), "network.jsonl"));
  const network = configuration.network(ledger.note);
  const remotes = openRemotes({ secrets: context.secrets, onRequest: ledger.note, log });
  const localModels = openModels({
    folder: configuration.modelsFolder(),
    manifests: join(dist, "predictors"),
    userFolders: configuration.predictorFolders,
    added: join(dataFolder(), "added"),
    settings: configuration.models,
    fetch: configuration.fetch,
    log,
    onRequest: ledger.note,
  });
  const models = withRemoteModels(localModels, remotes);
  const report = reportTo({ log, download: (tag) => offerDownload(models, tag) });
  const gpuCrashes = openGpuCrashes(join(dataFolder(), "gpu.json"));
  const localPredictors = openPredictors({
    process: join(dist, "predictor.mjs"),
    models,
    log,
    settings: configuration.predictors,
    gpuCrashes,
    network,
  });
  const speeds = openSpeeds(join(dataFolder(), "speeds.json"));
  const predictors = own(withRemotes(timed(localPredictors, speeds.note), remotes));
  const calls = openCalls(predictors);
  const chatCalls = withEditorModels(calls);

  const memory = context.workspaceState;
  const embedder = (): string => setting("hearth.search.model");
  const search = own(openWorkspaceSearch({ context, calls, models, embedder, network, log }));
  const offerModel = () => offerDownload(models, embedder());
  const searchUi = own(showSearch({ search, memory, report, offerModel }));
  own(offerTools(toTools({ search, folders: fileFolders, model: embedder })));
  own(
    offerMcpServer({
      cli: join(dist, "cli.mjs"),
      version: String(context.extension.packageJSON.version),
      ...configuration.mcp,
    }),
  );

  const player = own(showPlayer({ extensionUri }));
  const voice = ({ uri }: { readonly uri?: string }) => currentVoice(models, uri);
  // what fails here is told when it is spoken with
  const prepare = ({ tag }: { readonly tag: string }): void =>
    void predictors.load(tag).catch(() => {});
  const reader = own(
    openReader({
      speak: calls.speak,
      // a part of its own: it knows ten languages and Markdown
      toUtterances: async (...text) =>
        (await import("./speech/utterances.ts")).utterancesOf(...text),
      voice,
      prepare,
      volume: () => setting("hearth.speech.volume"),
      player: player.client,
      log,
    }),
  );
  const recommend: Recommend = (kind) => modelsUi.recommend(kind);
  const readingParts = { reader, player, models, calls: chatCalls, prepare, recommend, report };
  const reading = own(showReading(readingParts));

  const chats = join(dataFolder(), "chats");
  const states = openStates({ folder: chats, quota: configuration.stateQuota });
  const history = openHistory({ folder: chats, states, log });
  const model = () => remotes.placed(configuration.chat());
  const chat = openChat({ calls: chatCalls, model, history, states, log });
  own(offerChatModels({ models, calls }));
  const find: FindPlaces = async function* (question, signal) {
    for await (const { hits } of search.find(question, { limit: 5 }, signal)) yield hits;
  };
  const chatUi = own(showChat({ context, chat, models, predictors, find, report }));

  const serverUi = own(
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

  const graphics = rememberGraphics(() => askGraphics(join(dist, "predictor.mjs"), log));
  const about = { ledger, speeds, gpuCrashes, graphics, log, report };
  const modelsUi = own(showModels({ models, predictors, ...about }));

  own(
    registerCommands(
      {
        ...chatUi.commands,
        ...searchUi.commands,
        ...reading.commands,
        "hearth.chooseChatModel": () => chooseChatModel({ models, ...modelsUi }),
        "hearth.writeCommitMessage": (source?: Parameters<typeof writeCommitMessage>[1]) =>
          writeCommitMessage({ calls: chatCalls, tag: configuration.chat().tag }, source),
        "hearth.setSharedPassword": () => askSharedPassword(context.secrets),
        ...serverUi.commands,
        "hearth.setRemoteKey": () => remotes.askKey(),
        ...modelsUi.commands,
        "hearth.showLog": () => log.show(),
      },
      report,
    ),
  );
  return { openai: openClient(calls, { models, predictors }) };
}

/** Searches the folders of the window; its process starts with the first question. */
function openWorkspaceSearch(parts: {
  readonly context: vscode.ExtensionContext;
  readonly calls: Calls;
  readonly models: Pick<Models, "identity">;
  /** Tag of the model that meaning is known by. */
  readonly embedder: () => string;
  readonly network: Network;
  readonly log: vscode.LogOutputChannel;
}): Search {
  const { context, calls, models, embedder, network, log } = parts;
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
  return openFolderSearch(open, context.workspaceState);
}
