import type { Client } from "../../platform/channel.ts";
import type { EditorAction, PanelService } from "../../chat/protocol.ts";
import type { Strings } from "../../chat/strings.ts";

/** What every part of the page has at hand. */
export interface PageContext {
  readonly strings: Strings;
  readonly locale: string;
  /** The question that was being written when the page went. */
  readonly draft: string;
  readonly editor: Client<PanelService>;
  /** Runs a call that yields nothing; the editor reports its failure. */
  readonly run: (call: AsyncIterable<unknown>) => void;
  readonly perform: (action: EditorAction) => void;
}

export function toContext(
  editor: Client<PanelService>,
  { strings, locale, draft }: Pick<PageContext, "strings" | "locale" | "draft">,
): PageContext {
  const run = (call: AsyncIterable<unknown>): void => void drain(call);
  return { strings, locale, draft, editor, run, perform: (action) => run(editor.perform(action)) };
}

async function drain(call: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of call);
}
