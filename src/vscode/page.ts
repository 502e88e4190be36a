import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Port } from "../platform/channel.ts";
import type { Disposable } from "../platform/disposable.ts";

/** A page of ours: "chat" is dist/webview/chat.js with media/chat.css. */
export interface Page {
  readonly name: string;
  /** Title of the document, for screen readers. */
  readonly title: string;
  /** More sources than the page's own files, by directive: `{ "media-src": "blob:" }`. */
  readonly policy?: Readonly<Record<string, string>>;
}

/** Fills a webview with a page. Nothing loads but the page's own script and style; inline code and other addresses are refused. */
export function openPage(
  webview: vscode.Webview,
  { extensionUri, page }: { extensionUri: vscode.Uri; page: Page },
): void {
  const scripts = vscode.Uri.joinPath(extensionUri, "dist", "webview");
  const media = vscode.Uri.joinPath(extensionUri, "media");
  webview.options = { enableScripts: true, localResourceRoots: [scripts, media] };
  const nonce = randomBytes(16).toString("hex");
  const address = (folder: vscode.Uri, file: string): string =>
    escape(webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString());
  const policy = contentPolicy(
    { "script-src": `'nonce-${nonce}'`, "style-src": webview.cspSource },
    page.policy,
  );
  webview.html = `<!DOCTYPE html>
<html lang="${escape(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(page.title)}</title>
<link rel="stylesheet" href="${address(media, `${page.name}.css`)}">
</head>
<body>
<script type="module" nonce="${nonce}" src="${address(scripts, `${page.name}.js`)}"></script>
</body>
</html>`;
}

/** The editor's end of the pipe to a page. Closes when `onGone` fires (pass the view's or panel's onDidDispose). */
export function pagePort(
  webview: vscode.Webview,
  onGone: (listener: () => void) => Disposable,
): Port {
  let gone = false;
  onGone(() => (gone = true));
  return {
    post: (message) => {
      // a hidden page that keeps its context still receives; a disposed one would throw
      if (!gone) void webview.postMessage(message).then(undefined, () => {});
    },
    listen: (onMessage, onClose) => {
      const hearing = webview.onDidReceiveMessage(onMessage);
      onGone(() => {
        hearing.dispose();
        onClose(new Error("The page was closed."));
      });
    },
  };
}

function contentPolicy(
  own: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): string {
  const names = new Set([...Object.keys(own), ...Object.keys(more)]);
  const rules = [...names].map((name) =>
    [name, own[name], more[name]].filter((part) => part !== undefined).join(" "),
  );
  return ["default-src 'none'", ...rules].join("; ");
}

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
