import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { UserError } from "../../platform/errors.ts";
import type { Reader } from "../../speech/reader/reader.ts";
import { looseText } from "./text.ts";

/** As much of a text as the question shows, in UTF-16 units. */
const shown = 300;

/**
 * Lets every chat model in the editor read a text aloud. The user is asked first, since sound is heard by others too;
 * the model goes on as soon as the voice has begun, and is told why when it cannot begin.
 */
export function offerReadTool({
  reader,
  failed,
}: {
  readonly reader: Pick<Reader, "read" | "onChange">;
  readonly failed: (error: unknown) => void;
}): vscode.Disposable {
  return vscode.lm.registerTool<unknown>("hearth_readAloud", {
    prepareInvocation: ({ input }) => ({
      invocationMessage: vscode.l10n.t("Reading aloud"),
      confirmationMessages: {
        title: vscode.l10n.t("Read this aloud?"),
        message: beginOf(textOf(input)),
      },
    }),
    async invoke({ input }) {
      const text = textOf(input);
      if (!text.trim())
        throw new UserError('Pass what to read as "text", in plain words or in Markdown.');
      const start = onceBegun(reader);
      const reading = reader.read(looseText(text, vscode.l10n.t("From the chat")));
      reading.catch(failed);
      await Promise.race([start.begun, reading]).finally(() => start.dispose());
      return new vscode.LanguageModelToolResult([
        new vscode.LanguageModelTextPart(
          "The text is being read aloud. The user can pause or stop it in the player.",
        ),
      ]);
    },
  });
}

/** `begun` resolves when a reading sounds, or waits for the click that the editor wants first. */
function onceBegun({ onChange }: Pick<Reader, "onChange">): Disposable & {
  readonly begun: Promise<void>;
} {
  const store = new DisposableStore();
  const begun = new Promise<void>((resolve) => {
    store.add(
      onChange((reading) => {
        if (reading?.state === "playing" || reading?.state === "blocked") resolve();
      }),
    );
  });
  return { begun, dispose: () => store.dispose() };
}

/** The input is the model's and may be anything. */
function textOf(input: unknown): string {
  const text = (input as { readonly text?: unknown } | null | undefined)?.text;
  return typeof text === "string" ? text : "";
}

const beginOf = (text: string): string =>
  text.length > shown ? `${text.slice(0, shown).trimEnd()} …` : text;
