import type {
  Fullness,
  Listing,
  PanelService,
  PanelState,
  Suggestion,
} from "../../src/chat/protocol.ts";
import type { Strings } from "../../src/chat/strings.ts";
import type { Client } from "../../src/platform/channel.ts";
import { toContext, type PageContext } from "../../src/webview/chat/context.ts";

/** An editor that writes down what a page asks of it: "ask {"text":"Hi"}". `list` answers with `listing`. */
export function recordingEditor(): {
  readonly client: Client<PanelService>;
  readonly asked: string[];
  suggestions: readonly Suggestion[];
  /** What a measure gives; left out: nothing. */
  fullness?: Fullness;
  listing: Listing;
} {
  const asked: string[] = [];
  const editor: ReturnType<typeof recordingEditor> = {
    asked,
    suggestions: [],
    listing: { conversations: [], damaged: [] },
    client: new Proxy({} as Client<PanelService>, {
      get: (_, method) =>
        async function* (input: unknown) {
          asked.push(`${String(method)} ${JSON.stringify(input)}`);
          if (method === "list") yield editor.listing;
          if (method === "suggest") yield editor.suggestions;
          if (method === "measure" && editor.fullness) yield editor.fullness;
        },
    }),
  };
  return editor;
}

/** Each word of the page is its own key, with the places that some have. */
export const strings = new Proxy({} as Strings, {
  get: (_, key) => (withPlace.includes(String(key)) ? `${String(key)} {0}` : String(key)),
});
const withPlace = [
  "elsewhere",
  "leftOutMany",
  "version",
  "loadingModel",
  "written",
  "speed",
  "firstToken",
  "seed",
  "remote",
];

export const contextOf = (client: Client<PanelService>, draft = ""): PageContext =>
  toContext(client, { strings, locale: "en", draft });

export const emptyPanel: PanelState = {
  ...{ strings, locale: "en", conversation: undefined, draft: "", attachments: [] },
  codebase: { kind: "off" },
  model: {
    ...{ tag: "@test/model", title: "Test", licence: "MIT", bytes: 5e6 },
    ...{ installed: true, small: false },
  },
  work: { kind: "idle" },
};
