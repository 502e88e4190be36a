import type { Port } from "../platform/channel.ts";

declare const acquireVsCodeApi: () => { postMessage(message: unknown): void };

/** The page's end of the pipe to the editor. Call once: the editor gives its handle out one time. The page dies with the pipe, so it never closes. */
export function editorPort(): Port {
  const editor = acquireVsCodeApi();
  return {
    post: (message) => editor.postMessage(message),
    listen: (onMessage) => addEventListener("message", ({ data }) => onMessage(data)),
  };
}
