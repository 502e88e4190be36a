import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Workbench } from "../../src/dev/host/workbench.ts";
import { piece } from "../remote/setup.ts";

/** A model that is not small, at an endpoint of this machine: it says what a test wants. */
export interface LargerModel {
  /** For the window in which it is to be found. */
  readonly machineSettings: Readonly<Record<string, unknown>>;
  /** Its answer from now on, a piece every 250 ms. */
  says(...words: readonly string[]): void;
  /** It answers in this window's chat from now on. */
  choose(window: Workbench): Promise<void>;
  stop(): void;
}

const tag = "@team/large";

export async function startLargerModel(): Promise<LargerModel> {
  let words: readonly string[] = [];
  const server = createServer((_, response) => {
    void (async () => {
      for (const word of words) {
        response.write(piece(word));
        await sleep(250);
      }
      response.end(`${piece("", true)}data: [DONE]\n\n`);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return {
    machineSettings: { "hearth.remotes": [{ tag, kind: "chat", baseUrl, model: "theirs" }] },
    says: (...next) => void (words = next),
    choose: (window) =>
      window.inHost(async (vscode, name) => {
        await vscode.workspace.getConfiguration().update("hearth.chat.model", name, true);
      }, tag),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
