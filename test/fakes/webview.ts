import type { Port } from "../../src/platform/channel.ts";
import { Emitter } from "../../src/platform/event.ts";

/** A view as the editor hands it out, and the port that its page would have. */
export function fakeView() {
  const [toEditor, toPage, gone] = [
    new Emitter<unknown>(),
    new Emitter<unknown>(),
    new Emitter<void>(),
  ];
  let isGone = false;
  const webview = {
    ...{ html: "", options: {}, cspSource: "https://page.test" },
    asWebviewUri: (uri: { path: string }) => `https://page.test${uri.path}`,
    onDidReceiveMessage: toEditor.event,
    postMessage: async (message: unknown) => {
      if (isGone) throw new Error("The webview is disposed.");
      toPage.fire(message);
      return true;
    },
  };
  const port: Port = {
    post: (message) => toEditor.fire(structuredClone(message)),
    listen: (onMessage) => void toPage.event(onMessage),
  };
  const close = (): void => {
    isGone = true;
    gone.fire();
  };
  return { view: { webview, onDidDispose: gone.event }, webview, port, close };
}
