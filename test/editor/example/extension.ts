import * as vscode from "vscode";
import type { HearthApi } from "../../../src/extension.ts";

type Model = Awaited<ReturnType<HearthApi["openai"]["models"]["retrieve"]>>;

/** A name for a piece of code, how like it is to the code (−1 … 1), and its sound as a WAV file. */
export interface Named {
  readonly name: string;
  readonly likeness: number;
  readonly sound: Uint8Array;
}

export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand("namer.name", (code = selectedCode()) =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: "Naming", cancellable: true },
        (progress, token) => {
          const leaving = new AbortController();
          token.onCancellationRequested(() => leaving.abort());
          const tell = (message: string): void => progress.report({ message });
          return nameOf(code, tell, leaving.signal);
        },
      ),
    ),
  );
}

async function nameOf(
  code: string,
  tell: (sofar: string) => void,
  signal: AbortSignal,
): Promise<Named> {
  const hearth = await vscode.extensions.getExtension<HearthApi>("hearth.hearth")?.activate();
  if (!hearth) throw new Error("Install Hearth first.");
  const { chat, embeddings, audio } = hearth.openai;
  const { chat: chatModel, embedding, speech } = await modelsIn(hearth);
  const answer = await chat.completions.create(
    {
      model: chatModel.id,
      messages: [{ role: "user", content: `Name this function in one word:\n${code}` }],
      max_completion_tokens: 8,
      temperature: 0,
      stream: true,
    },
    { signal },
  );
  let name = "";
  for await (const chunk of answer) tell((name += chunk.choices[0]?.delta?.content ?? ""));
  const input = [name || "nothing", code];
  const { data } = await embeddings.create({ model: embedding.id, input }, { signal });
  const [a, b] = data.map(({ embedding }) => embedding as readonly number[]);
  const likeness = (a ?? []).reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0);
  const [voice = ""] = speech.voices ?? [];
  const say = { model: speech.id, voice, input: name || "nothing" };
  const sound = await audio.speech.create(say, { signal });
  return { name, likeness, sound: new Uint8Array(await sound.arrayBuffer()) };
}

/** The first model of each kind that is here; those at other machines are left alone. */
async function modelsIn({ openai }: HearthApi): Promise<Record<Model["kind"], Model>> {
  const { data } = await openai.models.list();
  const first = (kind: Model["kind"]): Model => {
    const found = data.find((model) => model.kind === kind && !model.remote);
    if (!found) throw new Error(`Download a ${kind} model in Hearth's Models view first.`);
    return found;
  };
  return { chat: first("chat"), embedding: first("embedding"), speech: first("speech") };
}

function selectedCode(): string {
  const editor = vscode.window.activeTextEditor;
  return editor?.document.getText(editor.selection) ?? "";
}
