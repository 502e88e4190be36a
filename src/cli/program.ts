import { Command } from "commander";
import { about, hasCode } from "../platform/files.ts";
import { silent, type Log } from "../platform/log.ts";
import { offerChat } from "./chat.ts";
import { offerCheck } from "./check.ts";
import { offerEmbed } from "./embed.ts";
import { type ExitCode, toExit } from "./failure.ts";
import { toFolder } from "./files.ts";
import type { Hearth, HearthOptions } from "./hearth.ts";
import { offerMcp } from "./mcp.ts";
import { offerModels } from "./models.ts";
import { offerNetwork } from "./network.ts";
import { offerNew } from "./new.ts";
import { offerRemotes } from "./remotes.ts";
import { offerSearch } from "./search.ts";
import { offerIndex } from "./sharedIndex.ts";
import type { Session } from "./session.ts";
import { offerServe } from "./serve.ts";
import { offerSpeak } from "./speak.ts";
import { note, type Terminal } from "./terminal.ts";

/** The world around the commands. */
export interface World {
  readonly terminal: Terminal;
  readonly version: string;
  /** Called once, by the first command that needs it. */
  open(options: Pick<HearthOptions, "log" | "predictorFolders" | "remotes">): Hearth;
}

const offers = [
  offerChat,
  offerEmbed,
  offerSearch,
  offerSpeak,
  offerServe,
  offerMcp,
  offerIndex,
  offerModels,
  offerRemotes,
  offerNetwork,
  offerNew,
  offerCheck,
];

/** Runs one command line, without the names of node and the script. Prints failures; never throws. */
export async function runCommand(
  args: readonly string[],
  world: World,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { terminal } = world;
  const unread = new AbortController();
  let unwritten: Error | undefined;
  const onError = (error: Error): void => {
    // whoever read the output went away, as `head` does: that is no failure
    if (!hasCode(error, "EPIPE")) unwritten ??= about("the output", error) as Error;
    unread.abort();
  };
  terminal.stdout.on("error", onError);
  let hearth: Hearth | undefined;
  try {
    const program = createProgram(world);
    const session: Session = {
      terminal,
      version: world.version,
      signal: AbortSignal.any([signal, unread.signal]),
      hearth({ folders = [], remotes = [] } = {}) {
        const { verbose, predictors } = program.opts<GlobalOptions>();
        const predictorFolders = [...(predictors ?? []), ...folders];
        const log = verbose ? logTo(terminal) : silent;
        hearth ??= world.open({ log, predictorFolders, remotes });
        return hearth;
      },
    };
    for (const offer of offers) offer(program, session);
    await program.parseAsync(args, { from: "user" });
    if (unwritten) throw unwritten;
    return 0;
  } catch (error) {
    const closed = unread.signal.aborted && !unwritten;
    const { code, line } = closed ? { code: 0 as const } : toExit(unwritten ?? error);
    if (line) note(terminal, line);
    return code;
  } finally {
    hearth?.dispose();
  }
}

interface GlobalOptions {
  readonly verbose?: boolean;
  readonly predictors?: readonly string[];
}

function createProgram({ terminal, version }: World): Command {
  return new Command("hearth")
    .description("Chat, semantic search and speech by predictors on this machine.")
    .version(version)
    .option("--verbose", "say on stderr what happens inside")
    .option(
      "--predictors <folder>",
      "a folder with predictors of your own; may be given more than once",
      (folder, before: readonly string[] | undefined) => [...(before ?? []), toFolder(folder)],
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, "hearth:")),
    })
    .showHelpAfterError("(--help shows what there is)");
}

/** Every line of the log on stderr, with its level. */
function logTo(terminal: Terminal): Log {
  const level =
    (name: string) =>
    (message: string | Error): void =>
      note(
        terminal,
        `${name}: ${message instanceof Error ? (message.stack ?? message.message) : message}`,
      );
  return {
    trace() {},
    debug: level("debug"),
    info: level("info"),
    warn: level("warn"),
    error: level("error"),
  };
}
