import { once } from "node:events";
import { InvalidArgumentError } from "commander";
import { defaultPort, newToken, startServer } from "../server/server.ts";
import { UsageError } from "./failure.ts";
import { jsonOption, toPort } from "./options.ts";
import type { Offer, Session } from "./session.ts";
import { note, print, printJson } from "./terminal.ts";

interface ServeOptions {
  readonly port: number;
  readonly token?: string;
  readonly json?: boolean;
}

export const offerServe: Offer = (program, session) => {
  program
    .command("serve")
    .description("Answer OpenAI's calls from programs on this machine, until Ctrl-C.")
    .option("-p, --port <number>", "0 takes any that is free", toPort, defaultPort)
    .option(
      "--token <text>",
      "what clients send as API key; else HEARTH_TOKEN, which unlike an option no list of processes shows; else a new one",
      toToken,
    )
    .addOption(jsonOption("address and token"))
    .action((options: ServeOptions) => serve(options, session));
};

async function serve({ port, token, json }: ServeOptions, session: Session): Promise<void> {
  const { terminal, signal } = session;
  const { models, predictors, calls, log } = session.hearth();
  const known = token ?? tokenIn(process.env);
  const secret = known || newToken();
  const server = await startServer({ calls, predictors, models, token: secret, port, log });
  const { url } = server;
  try {
    if (json) await printJson(terminal, { url, token: secret }, signal);
    // a token that the user chose is not repeated
    else await print(terminal, `${url}\n${known ? "" : `token: ${secret}\n`}`, signal);
    note(
      terminal,
      "Clients take the first line as base URL and the token as API key. Ctrl-C ends it.",
    );
    if (!signal.aborted) await once(signal, "abort");
    note(terminal, "Ending what is being answered. Ctrl-C again does not wait.");
  } finally {
    await server.close();
  }
}

function tokenIn(env: NodeJS.ProcessEnv): string | undefined {
  const token = env["HEARTH_TOKEN"];
  // the predictors' processes have no use for it
  delete env["HEARTH_TOKEN"];
  if (!token) return undefined;
  if (isToken(token)) return token;
  throw new UsageError(`HEARTH_TOKEN cannot be used. ${tokenRule}`);
}

const isToken = (text: string): boolean => /^[\x21-\x7e]{8,}$/.test(text);
const tokenRule = "A token has 8 characters or more, without spaces.";

function toToken(text: string): string {
  if (isToken(text)) return text;
  throw new InvalidArgumentError(tokenRule);
}
