import * as vscode from "vscode";
import { connect, serve, type Client, type Port } from "../../platform/channel.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { abortError } from "../../platform/errors.ts";
import type { PlayerBeginning, PlayerHost, PlayerService } from "../../speech/protocol.ts";
import { openPage, pagePort } from "../page.ts";
import { playerLabels } from "./playerLabels.ts";

export interface PlayerView extends Disposable {
  /** The page's service. Opening a reading brings the view up when it was never there; closing the view ends the reading. */
  readonly client: Client<PlayerService>;
  /** Brings the view up. The keyboard stays where it is. */
  reveal(): Promise<void>;
}

const viewId = "hearth.player";

const beginnings: Readonly<Record<PlayerBeginning, string>> = {
  file: "hearth.readFile",
  voice: "hearth.chooseVoice",
  again: "hearth.readAgain",
};

/** Registers the view "hearth.player". Its page goes on playing while it is hidden. */
export function showPlayer({ extensionUri }: { extensionUri: vscode.Uri }): PlayerView {
  const store = new DisposableStore();
  let page: Client<PlayerService> | undefined;
  const waiting: (() => void)[] = [];

  function resolveWebviewView(view: vscode.WebviewView): void {
    const port = endingQuietly(pagePort(view.webview, view.onDidDispose));
    const mine = connect<PlayerService>(port);
    const host: PlayerHost = {
      // the page asks for its texts when its script runs: from then on it hears calls
      async *labels() {
        yield playerLabels();
        page = mine;
        waiting.splice(0).forEach((go) => go());
      },
      async *begin(what) {
        // not waited for: a file is read until it is heard
        void vscode.commands.executeCommand(beginnings[what]);
      },
    };
    serve(host, port);
    view.onDidDispose(() => {
      if (page === mine) page = undefined;
    });
    openPage(view.webview, {
      extensionUri,
      page: {
        name: "player",
        title: vscode.l10n.t("Read Aloud"),
        policy: { "media-src": "blob:" },
      },
    });
  }

  async function reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${viewId}.focus`, { preserveFocus: true });
  }

  async function shown(signal: AbortSignal | undefined): Promise<Client<PlayerService>> {
    if (page) return page;
    await reveal();
    // oxlint-disable-next-line no-unmodified-loop-condition -- the page sets it when it asks for its texts
    while (!page) {
      if (signal?.aborted) throw abortError();
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      });
    }
    return page;
  }

  store.add(
    vscode.window.registerWebviewViewProvider(
      viewId,
      { resolveWebviewView },
      { webviewOptions: { retainContextWhenHidden: true } },
    ),
  );
  return {
    client: {
      open: async function* (input, signal) {
        yield* (await shown(signal)).open(input, signal);
      },
      // without a page there is no reading that a clip or a button could belong to
      add: async function* (input, signal) {
        if (page) yield* page.add(input, signal);
      },
      control: async function* (input, signal) {
        if (page) yield* page.control(input, signal);
      },
    },
    reveal,
    dispose: () => store.dispose(),
  };
}

/** Who closes the view has stopped the reading: that is no failure. */
function endingQuietly(port: Port): Port {
  return {
    post: port.post,
    listen: (onMessage, onClose) => port.listen(onMessage, () => onClose(abortError())),
  };
}
