import { Option } from "commander";
import type { Kind } from "../predictor/contract/define.ts";
import { hostOf, keyIn, type Remote, toRemotes } from "../remote/remotes.ts";
import { UsageError } from "./failure.ts";
import type { Hearth } from "./hearth.ts";
import { jsonOption } from "./options.ts";
import type { Offer, Session } from "./session.ts";
import { columns, note, print, printJson } from "./terminal.ts";

/** `--remote`, for commands that ask one model. */
export const remoteOption = (): Option =>
  new Option(
    "-r, --remote <url>",
    `ask an endpoint that speaks OpenAI's interface, up to /v1; --model is then its name there, ${keyVariable} its key`,
  );

const keyVariable = "HEARTH_REMOTE_KEY";
const tag = "@remote/model";

/** The model that a command asks: one that is known by its tag, or the one of that name at the endpoint of `--remote`. */
export function openFor(
  session: Session,
  { kind, model, remote, voice }: Asked,
): { readonly hearth: Hearth; readonly model: string } {
  if (remote === undefined) return { hearth: session.hearth(), model };
  const voices = voice === undefined ? {} : { voices: [voice] };
  const entry = { tag, kind, baseUrl: remote, model, keyVariable, ...voices };
  const { remotes, problems } = toRemotes([entry]);
  const wrong = problems[0]
    ?.replace(/^hearth\.remotes, [^:]*: /, "")
    .replaceAll("baseUrl", "--remote");
  if (wrong) throw new UsageError(wrong);
  return { hearth: session.hearth({ remotes }), model: tag };
}

interface Asked {
  readonly kind: Kind;
  readonly model: string;
  readonly remote: string | undefined;
  readonly voice?: string | undefined;
}

export const offerRemotes: Offer = (program, session) => {
  program
    .command("remotes")
    .description("List the models at other machines, and say how to name one.")
    .addOption(jsonOption("them"))
    .action((options: { readonly json?: boolean }) => list(options, session));
};

const example = `[
  { "tag": "@team/chat", "kind": "chat", "baseUrl": "https://llm.example.com/v1", "model": "qwen3-32b",
    "keyVariable": "TEAM_KEY" }
]`;

async function list({ json }: { readonly json?: boolean }, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { file, all, problems } = session.hearth().remotes;
  if (json) return printJson(terminal, all.map(toJson), signal);
  for (const problem of problems) note(terminal, `hearth: ${problem}`);
  const cells = all.map((remote) => [
    remote.tag,
    remote.kind,
    hostOf(remote),
    remote.model,
    keyText(remote),
  ]);
  if (cells.length)
    return print(terminal, columns([["TAG", "KIND", "HOST", "MODEL", "KEY"], ...cells]), signal);
  note(
    terminal,
    `No model at another machine is named. Write a list into ${file}, such as:\n${example}`,
  );
}

const toJson = (remote: Remote): object => {
  const { tag: name, kind, baseUrl, model, keyVariable: variable } = remote;
  return { tag: name, kind, baseUrl, model, keyVariable: variable ?? null, keySet: isSet(remote) };
};

const isSet = (remote: Remote): boolean => keyIn(remote, process.env) !== undefined;

function keyText(remote: Remote): string {
  if (!remote.keyVariable) return "none";
  return `${remote.keyVariable}${isSet(remote) ? "" : " (not set)"}`;
}
